package reporting

import (
	"context"
	"fmt"
	"io"

	"wanping/internal/sheet"
	"wanping/models"
)

// The columns of a table of records: the template, what is uploaded and what is exported all have these.
const (
	colName, colMobile, colItem, colCategory = "recipient_name", "recipient_mobile", "item", "category"
	colAccepted, colCompleted                = "accepted_on", "completed_on"
	colInsist, colConfirm                    = "insist_reason", "confirm_duplicate"
)

var recordColumns = []sheet.Column{
	{Key: colName, Title: "服务对象姓名", Synonyms: []string{"姓名", "服务对象", "办事人姓名"}, Required: true},
	{Key: colMobile, Title: "手机号码", Synonyms: []string{"手机", "手机号", "电话", "联系电话"}, Required: true},
	{Key: colItem, Title: "服务事项", Synonyms: []string{"事项", "事项名称"}, Required: true},
	{Key: colCategory, Title: "类别", Synonyms: []string{"事项类别"}, Required: true},
	{Key: colAccepted, Title: "受理日期", Synonyms: []string{"受理日", "受理时间"}, Required: true},
	{Key: colCompleted, Title: "办结日期", Synonyms: []string{"办结日", "办结时间", "办理时间"}, Required: true},
	{Key: colInsist, Title: "坚持原用语的理由", Synonyms: []string{"坚持理由"}},
	{Key: colConfirm, Title: "确属另一次服务", Synonyms: []string{"确认重复"}},
}

const (
	errorTitle    = "错误"
	templateTitle = "服务数据(从下一行表头起,一行一条;日期写作 2023-09-27;类别填:行政许可、行政处罚、其他权力、咨询服务、投诉;最后两列一般不填)"

	keyKindUpload  = "upload"
	purposeUpload  = "upload.file"
	pendingLimit   = 3 // uploads of one account that may wait
	templateLength = 2 // lines: title and heading
)

// Upload takes a file of records in, xlsx or comma-separated text in UTF-8 or GBK. A file that cannot be a table of
// records is refused at once; otherwise its rows are judged by the same rules as single records, as received now, and
// keep says whether the good ones are kept where others are faulty (models.KeepGood), or none (models.KeepAll).
//
// Errors: CodeForbidden; CodeInvalid; CodeFileUnreadable, CodeFileTooLarge, CodeNoHeading; CodeTooManyRequests;
// CodeIdempotencyKeyRequired, CodeIdempotencyConflict.
func (r *Reporting) Upload(ctx context.Context, actor models.Actor, data []byte, keep string, key Key) (models.Upload, error) {
	u := models.Upload{SectionNo: actor.SectionNo, AccountID: actor.AccountID, HolderID: actor.HolderID, Keep: keep}
	var err error
	switch {
	case actor.Role != models.RoleLiaison:
		err = errNotLiaison
	case key.Key == "":
		err = errNoKey
	case keep != models.KeepGood && keep != models.KeepAll:
		err = errKeep
	default:
		u.RowsTotal, err = countRows(data)
	}
	if err != nil {
		return u, err
	}
	if u.FileSealed, err = r.keys.Seal(purposeUpload, string(data)); err != nil {
		return u, err
	}
	use, err := r.keyUse(actor, key)
	if err != nil {
		return u, err
	}
	err = r.store.Write(ctx, func(tx *models.Tx) (err error) {
		u, err = addUpload(tx, u, use)
		return err
	})
	if err == nil {
		r.wake()
	}
	u.FileSealed = nil
	return u, err
}

var errKeep = models.NewError(models.CodeInvalid, "请选择有错误时的做法:保存正确的行(good),或一行也不保存(all)。",
	models.Field{Name: "keep", Code: models.CodeInvalid, Message: "请选择 good 或 all。"})

func countRows(data []byte) (int, error) {
	table, err := recordTable(data)
	if err != nil {
		return 0, err
	}
	rows := 0
	err = table.Each(func(sheet.Row) error { rows++; return nil })
	if err == nil && rows == 0 {
		err = models.NewError(models.CodeNoRows, "表头之下没有任何记录,请填写后重新上传。")
	}
	return rows, err
}

func recordTable(data []byte) (*sheet.Table, error) {
	file, err := sheet.Open(data, fileLimits)
	if err != nil {
		return nil, err
	}
	return file.Table(recordColumns)
}

// addUpload stores the upload and its key, or finds the one that the key has stored before.
func addUpload(tx *models.Tx, u models.Upload, use keyUse) (models.Upload, error) {
	used, ok, err := use.find(tx)
	if err != nil {
		return u, err
	}
	if ok {
		if !use.isOf(used, keyKindUpload) {
			return u, errKeyReused
		}
		earlier, _, err := tx.UploadByID(used.ResultID)
		return earlier, err
	}
	waiting, err := tx.Uploads(models.UploadFilter{AccountID: u.AccountID, State: models.UploadPending, Limit: pendingLimit})
	if err != nil {
		return u, err
	}
	if len(waiting) == pendingLimit {
		return u, models.NewError(models.CodeTooManyRequests, fmt.Sprintf("您已有%d个文件正在处理,请等其中一个处理完后再上传。", pendingLimit))
	}
	if err := tx.AddUpload(&u); err != nil {
		return u, err
	}
	return u, use.keep(tx, keyKindUpload, u.ID)
}

// Uploads lists the uploads of the liaison's section, the latest first. Errors: CodeForbidden.
func (r *Reporting) Uploads(ctx context.Context, actor models.Actor, before int64, limit int) ([]models.Upload, error) {
	if actor.Role != models.RoleLiaison {
		return nil, errNotLiaison
	}
	var rows []models.Upload
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Uploads(models.UploadFilter{SectionNo: actor.SectionNo, Before: before, Limit: limit})
		return err
	})
	return rows, err
}

// UploadProgress shows how far an upload is, with its first faults by line. Errors: CodeForbidden, CodeNotFound.
func (r *Reporting) UploadProgress(ctx context.Context, actor models.Actor, id int64) (models.Upload, []models.UploadFault, error) {
	var u models.Upload
	var faults []models.UploadFault
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		if u, err = findUpload(tx, actor, id); err != nil {
			return err
		}
		faults, err = tx.UploadFaults(id, 0, faultsShown)
		return err
	})
	u.FileSealed = nil
	return u, faults, err
}

func findUpload(tx *models.Tx, actor models.Actor, id int64) (models.Upload, error) {
	if actor.Role != models.RoleLiaison {
		return models.Upload{}, errNotLiaison
	}
	u, ok, err := tx.UploadByID(id)
	if err == nil && (!ok || u.SectionNo != actor.SectionNo) {
		err = models.NewError(models.CodeNotFound, "没有找到这次上传,请刷新列表后重试。")
	}
	return u, err
}

// Template writes an empty table of records to fill in.
func (r *Reporting) Template(w io.Writer, format sheet.Format) error {
	out, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	if err := out.Row(1, []string{templateTitle}); err != nil {
		return err
	}
	if err := out.Row(templateLength, recordHeading()); err != nil {
		return err
	}
	return out.Close()
}

func recordHeading() []string {
	var titles []string
	for _, c := range recordColumns {
		titles = append(titles, c.Title)
	}
	return titles
}
