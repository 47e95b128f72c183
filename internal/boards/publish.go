package boards

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/emmansun/gmsm/sm3"

	"wanping/internal/clock"
	"wanping/internal/ledger"
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

// Publish freezes the board of now under a name: its bytes are kept, their digest goes to the ledger. A final board needs
// every obstacle of the worksheet out of the way. Errors: CodeForbidden, CodeInvalid, CodeNotPublishable, CodeAlreadyDecided.
func (b *Boards) Publish(ctx context.Context, actor models.Actor, name, stage string) (models.Board, error) {
	if actor.Role != models.RoleReviewOffice {
		return models.Board{}, models.NewError(models.CodeForbidden, "只有县评议办可以公布。")
	}
	if !boardName.MatchString(name) {
		return models.Board{}, models.NewError(models.CodeInvalid, "榜的名称请用1至40个小写字母、数字、点或横线,如 2023-final。")
	}
	shot, err := b.now(ctx)
	if err != nil {
		return models.Board{}, err
	}
	content, err := publication(shot, name, stage)
	if err != nil {
		return models.Board{}, err
	}
	board := models.Board{
		Year: shot.basis.Year, Name: name, Stage: stage, AsOf: shot.basis.AsOf, LedgerSeq: shot.basis.Seq, LedgerHash: shot.basis.Hash,
		RuleHash: shot.basis.RuleHash, PublishedBy: actor.Login, Digest: digestOf(content), Content: content,
	}
	source := "board:" + name
	batch, err := b.ledger.Prepare(ledger.Draft{LedgerEntry: models.LedgerEntry{
		Kind: models.EntryBoard, Year: board.Year, Subject: name, Detail: board.Digest, OnDay: board.AsOf, ProposedBy: actor.Login, Source: &source,
	}})
	if err != nil {
		return board, err
	}
	return board, b.store.Write(ctx, func(tx *models.Tx) error { return freeze(tx, actor, &board, batch) })
}

func freeze(tx *models.Tx, actor models.Actor, board *models.Board, batch []ledger.Prepared) error {
	board.ID = 0 // a write may be run again
	if err := tx.AddBoard(board); err != nil {
		return err
	}
	err := tx.Audit(models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "board.publish", Subject: "board:" + board.Name, Detail: board.Digest,
	})
	if err != nil {
		return err
	}
	_, err = ledger.Post(tx, batch)
	return err
}

func publication(shot *snapshot, name, stage string) ([]byte, error) {
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
			return nil, models.NewError(models.CodeNotPublishable, "候选名单还没有通过,不能公布;请先录入名单的裁定。")
		}
	case StageFinal:
		if len(w.Obstacles) > 0 {
			return nil, notPublishable(w.Obstacles)
		}
		p.Worksheet = &w
	default:
		return nil, models.NewError(models.CodeInvalid, "公布的阶段是 daily(日常)、candidates(候选)或 final(最终)。")
	}
	content, err := json.MarshalIndent(p, "", " ")
	return append(content, '\n'), err
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
