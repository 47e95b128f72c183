package boards

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/scoring"
)

// The stages that a board is published at.
const (
	StageDaily      = "daily"
	StageCandidates = "candidates"
	StageFinal      = "final"
)

var boardName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,39}$`)

// Publication is what is published: a document that names its basis.
type Publication struct {
	Format string `json:"format"`
	Name   string `json:"name"`
	Stage  string `json:"stage"`
	County string `json:"county"`
	Title  string `json:"title"`
	Basis
	Lines     []Line        `json:"sections"`
	Ties      []scoring.Tie `json:"ties"`
	Worksheet *Worksheet    `json:"worksheet,omitempty"` // of the final board
}

// CheckProposal looks, for a board that is to be published (a proposals.Kind: subject is its name, detail its stage), at
// everything that is in the way: a final board needs every obstacle of the worksheet away. The proposal also names what
// would be published: whoever confirms it confirms that and nothing else.
// Errors: CodeInvalid, CodeNotPublishable, CodeAlreadyDecided.
func (b *Boards) CheckProposal(ctx context.Context, p *models.Proposal) error {
	if !boardName.MatchString(p.Subject) {
		return models.NewError(models.CodeInvalid, "榜的名称请用1至40个小写字母、数字、点或横线,如 2023-final。")
	}
	_, err := b.publish(ctx, p)
	return err
}

// publish makes the publication of now for a proposal, whose detail is the stage and what the board says.
func (b *Boards) publish(ctx context.Context, p *models.Proposal) (models.Board, error) {
	var taken bool
	err := b.store.Read(ctx, func(tx *models.Tx) (err error) {
		_, taken, err = tx.BoardByName(p.Subject)
		return err
	})
	if err == nil && taken {
		err = models.NewError(models.CodeAlreadyDecided, "这个名称的榜已经公布过了,公布的榜不能更改,请换一个名称。")
	}
	if err != nil {
		return models.Board{}, err
	}
	stage, proposed, _ := strings.Cut(p.Detail, " ")
	shot, err := b.now(ctx)
	if err != nil {
		return models.Board{}, err
	}
	content, said, err := publication(shot, p.Subject, stage)
	if err != nil {
		return models.Board{}, err
	}
	if proposed != "" && proposed != said {
		return models.Board{}, models.NewError(models.CodeNotPublishable,
			"提出公布以后,榜上的得分、名次或名单有了变化;为免确认的不是提出的内容,请撤回后重新提出。")
	}
	p.Detail, p.Year, p.SectionNo, p.UnitNo = stage+" "+said, shot.basis.Year, 0, 0
	return models.Board{
		Year: shot.basis.Year, Name: p.Subject, Stage: stage, AsOf: shot.basis.AsOf, LedgerSeq: shot.basis.Seq, LedgerHash: shot.basis.Hash,
		RuleHash: shot.basis.RuleHash, Digest: digestOf(content), Content: content,
	}, nil
}

// PrepareEntry freezes the board of now under its name: its bytes are kept, their digest goes to the ledger.
func (b *Boards) PrepareEntry(ctx context.Context, p *models.Proposal, c models.Confirmation) (func(*models.Tx, models.LedgerEntry) error, error) {
	board, err := b.publish(ctx, p)
	if err != nil {
		return nil, err
	}
	board.PublishedBy = c.By.Login
	p.Detail, p.OnDay = board.Digest, board.AsOf
	return func(tx *models.Tx, _ models.LedgerEntry) error {
		kept := board // a write may be run again
		if err := tx.AddBoard(&kept); err != nil {
			return err
		}
		return tx.Audit(models.AuditEntry{
			AccountID: c.By.AccountID, HolderID: c.By.HolderID, Action: "board.publish", Subject: "board:" + board.Name, Detail: board.Digest,
		})
	}, nil
}

// publication writes the document, and a digest of what it says apart from its basis: that goes on with every entry and
// every day.
func publication(shot *snapshot, name, stage string) (content []byte, said string, err error) {
	all := sight{} // what is published is for everybody
	view := all.view(shot, Query{})
	p := Publication{
		Format: "wanping-board-1", Name: name, Stage: stage, County: shot.state.Rules.County, Title: shot.state.Rules.Title,
		Basis: shot.basis, Lines: view.Lines, Ties: shot.board.Ties,
	}
	w := worksheetOf(shot)
	switch stage {
	case StageDaily:
	case StageCandidates:
		if w.Adopted == nil {
			return nil, "", models.NewError(models.CodeNotPublishable, "候选名单还没有通过,不能公布;请先录入名单的裁定。")
		}
	case StageFinal:
		if len(w.Obstacles) > 0 {
			return nil, "", notPublishable(w.Obstacles)
		}
		p.Worksheet = &w
	default:
		return nil, "", models.NewError(models.CodeInvalid, "公布的阶段是 daily(日常)、candidates(候选)或 final(最终)。")
	}
	if content, err = json.MarshalIndent(p, "", " "); err != nil {
		return nil, "", err
	}
	p.Basis = Basis{}
	w.Basis = Basis{}
	bare, err := json.Marshal(p)
	return append(content, '\n'), digestOf(bare), err
}

func notPublishable(obstacles []Obstacle) error {
	fields := make([]models.Field, len(obstacles))
	for i, o := range obstacles {
		fields[i] = models.Field{Name: o.Code, Code: models.CodeNotPublishable, Message: o.Message}
	}
	return models.NewError(models.CodeNotPublishable, fmt.Sprintf("还不能公布最终结果:%s", obstacles[0].Message), fields...)
}

func digestOf(content []byte) string {
	sum := sm3.Sum(content)
	return hex.EncodeToString(sum[:])
}

// Published returns a published board as it was frozen, byte for byte. Everybody may see it. Errors: CodeNotFound.
func (b *Boards) Published(ctx context.Context, name string) (models.Board, error) {
	var board models.Board
	err := b.store.Read(ctx, func(tx *models.Tx) error {
		kept, ok, err := tx.BoardByName(name)
		if err == nil && !ok {
			err = models.NewError(models.CodeNotFound, "没有公布过这个名称的榜,请核对。")
		}
		board = kept
		return err
	})
	return board, err
}

// List lists the published boards of a year (0: the present one), the latest first. Everybody may see it.
func (b *Boards) List(ctx context.Context, year int) ([]models.Board, error) {
	var rows []models.Board
	err := b.store.Read(ctx, func(tx *models.Tx) (err error) {
		if year == 0 {
			if year, err = b.rules.YearOn(tx, models.DayOf(tx.Now(), clock.Shanghai)); err != nil {
				return err
			}
		}
		rows, err = tx.Boards(year)
		return err
	})
	return rows, err
}
