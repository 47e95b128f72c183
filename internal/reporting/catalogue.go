package reporting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wanping/internal/sheet"
	"wanping/internal/wording"
	"wanping/models"
)

// catalogueLimit is how many approved items one section may have.
const catalogueLimit = 2000

var catalogueColumns = []sheet.Column{
	{Key: "section_no", Title: "科室序号", Synonyms: []string{"序号", "科室编号"}, Required: true},
	{Key: "item", Title: "服务事项", Synonyms: []string{"事项", "事项名称"}, Required: true},
	{Key: "category", Title: "类别", Synonyms: []string{"事项类别"}},
}

// CatalogueImport tells what an import has added, and how many of its rows were approved already.
type CatalogueImport struct{ Added, Known int }

// ImportCatalogue approves the items of a table, xlsx or comma-separated text: a row a section and item. It adds and
// never takes away; a faulty row refuses the whole.
// Errors: CodeForbidden, CodeFileUnreadable, CodeFileTooLarge, CodeNoHeading, CodeFileFaults.
func (r *Reporting) ImportCatalogue(ctx context.Context, actor models.Actor, data []byte) (CatalogueImport, error) {
	if err := onlyOffice(actor); err != nil {
		return CatalogueImport{}, err
	}
	known, err := r.sectionsToday(ctx)
	if err != nil {
		return CatalogueImport{}, err
	}
	items, err := readCatalogue(data, known)
	if err != nil {
		return CatalogueImport{}, err
	}
	var done CatalogueImport
	for chunk := range slices.Chunk(items, chunkSize) { // adding is repeatable: a chunk that was kept is known the next time
		added := 0
		err := r.store.Write(ctx, func(tx *models.Tx) (err error) {
			added, err = addItems(tx, actor, chunk)
			return err
		})
		if err != nil {
			return done, err
		}
		done.Added, done.Known = done.Added+added, done.Known+len(chunk)-added
	}
	return done, nil
}

func addItems(tx *models.Tx, actor models.Actor, items []models.CatalogueItem) (int, error) {
	added := 0
	for _, item := range items {
		item.AddedBy = actor.AccountID
		ok, err := tx.AddCatalogueItem(&item)
		if err != nil {
			return 0, err
		}
		if ok {
			added++
		}
	}
	return added, tx.Audit(models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID,
		Action: "catalogue.import", Subject: "catalogue", Detail: fmt.Sprintf("%d items", added),
	})
}

func (r *Reporting) sectionsToday(ctx context.Context) (map[int]bool, error) {
	known := make(map[int]bool)
	err := r.read(ctx, func(tx *models.Tx) error {
		terms, err := tx.SectionsOn(today(tx), models.SectionFilter{})
		for _, t := range terms {
			known[t.SectionNo] = true
		}
		return err
	})
	return known, err
}

func readCatalogue(data []byte, known map[int]bool) ([]models.CatalogueItem, error) {
	file, err := sheet.Open(data, fileLimits)
	if err != nil {
		return nil, err
	}
	table, err := file.Table(catalogueColumns)
	if err != nil {
		return nil, err
	}
	var items []models.CatalogueItem
	var faults []RowFault
	counts := make(map[int]int)
	err = table.Each(func(row sheet.Row) error {
		item, fault := catalogueRow(table, row, known)
		if counts[item.SectionNo]++; fault == nil && counts[item.SectionNo] > catalogueLimit {
			fault = &RowFault{Column: "科室序号", Code: models.CodeInvalid, Message: fmt.Sprintf("一个科室的事项不能超过%d条", catalogueLimit)}
		}
		if fault != nil {
			fault.Line = row.Line
			faults = append(faults, *fault)
			return nil
		}
		items = append(items, item)
		return nil
	})
	if err == nil && len(faults) > 0 {
		err = fileRefused(faults)
	}
	return items, err
}

func catalogueRow(t *sheet.Table, r sheet.Row, known map[int]bool) (models.CatalogueItem, *RowFault) {
	if odd, ok := oddOf(t, r); ok {
		return models.CatalogueItem{}, &odd
	}
	digits, _ := t.Get(r, "section_no").Digits()
	no, err := strconv.Atoi(digits)
	if err != nil || !known[no] {
		return models.CatalogueItem{}, &RowFault{Column: "科室序号", Code: models.CodeNotFound, Message: "参评名单中没有这个科室序号"}
	}
	item := models.CatalogueItem{SectionNo: no, Item: wording.Normalise(t.Get(r, "item").Text), Category: categoryOf(t.Get(r, "category").Text)}
	if !textWithin(item.Item, itemLimit) {
		return item, &RowFault{Column: "服务事项", Code: models.CodeInvalid, Message: fmt.Sprintf("请填写服务事项,不超过%d个字", itemLimit)}
	}
	if item.Category != "" && !knownCategory(item.Category) {
		return item, &RowFault{Column: "类别", Code: models.CodeInvalid, Message: "类别应为行政许可、行政处罚、其他权力、咨询服务或投诉"}
	}
	return item, nil
}

// SearchCatalogue finds a section's approved items for what has been typed, Chinese or the first letters of its
// pinyin, the best matches first; everything for nothing typed. Errors: CodeForbidden, CodeNotFound.
func (r *Reporting) SearchCatalogue(ctx context.Context, actor models.Actor, sectionNo int, typed string, limit int) ([]models.CatalogueItem, error) {
	sectionNo, _, err := narrow(actor, sectionNo, 0)
	if err != nil {
		return nil, err
	}
	var items []models.CatalogueItem
	err = r.read(ctx, func(tx *models.Tx) error {
		ok, err := visible(tx, actor, sectionNo, today(tx))
		if err == nil && !ok {
			err = errNoSection
		}
		if err != nil {
			return err
		}
		items, err = tx.CatalogueItems(sectionNo, catalogueLimit)
		return err
	})
	if err != nil {
		return nil, err
	}
	items = r.rank(items, strings.ToLower(wording.Normalise(typed)))
	return items[:min(len(items), limit)], nil
}

// rank drops what does not match and puts the best first: what begins so before what holds it, text before letters.
func (r *Reporting) rank(items []models.CatalogueItem, typed string) []models.CatalogueItem {
	const none = 4
	ranks := make(map[int64]int, len(items))
	for _, item := range items {
		text := strings.ToLower(item.Item)
		ranks[item.ID] = none
		if at := strings.Index(text, typed); at >= 0 {
			ranks[item.ID] = min(at, 1) * 2
		} else if at := r.initials.index(text, typed); at >= 0 {
			ranks[item.ID] = min(at, 1)*2 + 1
		}
	}
	items = slices.DeleteFunc(items, func(i models.CatalogueItem) bool { return ranks[i.ID] == none })
	slices.SortStableFunc(items, func(a, b models.CatalogueItem) int { return cmp.Compare(ranks[a.ID], ranks[b.ID]) })
	return items
}

// RetireCatalogueItem ends an item's approval. Errors: CodeForbidden, CodeNotFound.
func (r *Reporting) RetireCatalogueItem(ctx context.Context, actor models.Actor, id int64) error {
	if err := onlyOffice(actor); err != nil {
		return err
	}
	return r.store.Write(ctx, func(tx *models.Tx) error {
		done, err := tx.RetireCatalogueItem(id, actor.AccountID)
		if err != nil {
			return err
		}
		if !done {
			return models.NewError(models.CodeNotFound, "没有找到这条目录事项,或它已经停用,请刷新后重试。")
		}
		return tx.Audit(models.AuditEntry{
			AccountID: actor.AccountID, HolderID: actor.HolderID,
			Action: "catalogue.retire", Subject: fmt.Sprintf("catalogue_item:%d", id),
		})
	})
}

// onlyOffice refuses whoever is not of the review office, nor the command line.
func onlyOffice(actor models.Actor) error {
	if actor.Role != models.RoleReviewOffice && actor != models.CommandLine() {
		return errForbidden
	}
	return nil
}
