package bot

import (
	"context"
	"fmt"
	"strings"

	"wanping/models"
)

// attempts asks what was refused, and why: reports one by one, rows of files, and what the city's own system sent back.
type attempts struct{}

const (
	filesLooked = 10 // latest uploads of which
	filesTold   = 2  // are told where rows were refused
	rowsTold    = 3  // of a file
)

func (attempts) make(ctx context.Context, d Desk, in input) (outcome, error) {
	var out attemptsTold
	var err error
	if out.rows, err = d.Reporting.Attempts(ctx, in.who.Actor, models.AttemptFilter{Limit: listed}); err != nil {
		return refusal{err}, unforeseen(err)
	}
	if in.role() != models.RoleLiaison {
		return out, nil
	}
	if out.files, err = refusedFiles(ctx, d, in); err != nil {
		return refusal{err}, unforeseen(err)
	}
	city, err := d.Reporting.Refusals(ctx, in.who.Actor, models.CityRefusalFilter{Limit: mostCity})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	out.city = len(city)
	return out, nil
}

// mostCity bounds how many refusals of the city are counted.
const mostCity = 100

// refusedFile is an upload of which rows were refused.
type refusedFile struct {
	upload models.Upload
	faults []models.UploadFault
}

func refusedFiles(ctx context.Context, d Desk, in input) ([]refusedFile, error) {
	uploads, err := d.Reporting.Uploads(ctx, in.who.Actor, 0, filesLooked)
	if err != nil {
		return nil, err
	}
	var out []refusedFile
	for _, upload := range uploads {
		if upload.RowsFaulty == 0 || len(out) == filesTold {
			continue
		}
		one, faults, err := d.Reporting.UploadProgress(ctx, in.who.Actor, upload.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, refusedFile{one, faults})
	}
	return out, nil
}

type attemptsTold struct {
	rows  []models.Attempt
	files []refusedFile
	city  int
}

func (o attemptsTold) tell(s State, _ input) (State, string) {
	var lines []string
	if len(o.rows) > 0 {
		lines = append(lines, fmt.Sprintf("最近%d次未采录:", len(o.rows)))
	}
	for _, row := range o.rows {
		lines = append(lines, fmt.Sprintf("· %s提交:%s", momentText(row.ReceivedAt.Time()), strings.TrimSuffix(row.Message, insistSentence)))
	}
	for _, file := range o.files {
		lines = append(lines, file.text())
	}
	if o.city > 0 {
		lines = append(lines, fmt.Sprintf("市系统退回%s条,原因请在网页版查看。", atLeast(o.city, mostCity)))
	}
	if len(lines) == 0 {
		return s, "没有未采录的报送。" + reminder(s)
	}
	return s, fit(roomy, lines, func(int) string { return "更多请在网页版查看。" }) + reminder(s)
}

func atLeast(n, most int) string {
	if n == most {
		return fmt.Sprintf("%d以上", n)
	}
	return fmt.Sprint(n)
}

// text tells a file's refused rows by their lines.
func (f refusedFile) text() string {
	kept := fmt.Sprintf("采录%d行", f.upload.RowsKept)
	if f.upload.Keep == models.KeepAll && f.upload.RowsKept == 0 {
		kept = "整份没有采录"
	}
	lines := []string{fmt.Sprintf("%s上传的表共%d行,%d行有错,%s:", momentText(f.upload.ReceivedAt.Time()), f.upload.RowsTotal, f.upload.RowsFaulty, kept)}
	for i, fault := range f.faults {
		if i == rowsTold {
			lines = append(lines, "其余见网页版的“上传结果”表,改好后重新上传有错的行即可。")
			break
		}
		lines = append(lines, fmt.Sprintf("· 第%d行 %s:%s", fault.Line, fault.Title, fault.Message))
	}
	return strings.Join(lines, "\n")
}
