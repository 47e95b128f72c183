package ledger

import (
	"strconv"
	"strings"

	"wanping/models"
)

// PostAttribute puts a claimed attribute of a section, just stored, on the chain: scores follow the entry and not the
// table. It locks the head: call it last in the write.
func PostAttribute(tx *models.Tx, actor models.Actor, a models.SectionAttribute) error {
	source := attributeSource(a.ID)
	draft := Draft{LedgerEntry: models.LedgerEntry{
		Kind: models.EntryAttribute, Year: a.EffectiveFrom.Year(), OnDay: a.EffectiveFrom, Subject: a.Attribute,
		SectionNo: a.SectionNo, Detail: a.Value, Evidence: a.Source, ProposedBy: actor.Login, Source: &source,
	}}
	if err := check(&draft); err != nil {
		return err
	}
	_, err := Post(tx, []Prepared{{entry: draft.LedgerEntry}})
	return err
}

const attributePrefix = "attribute:"

func attributeSource(id int64) string { return attributePrefix + strconv.FormatInt(id, 10) }

// attributeID is the row that an entry was posted for; 0 where its source names none.
func attributeID(e models.LedgerEntry) int64 {
	if e.Source == nil {
		return 0
	}
	id, err := strconv.ParseInt(strings.TrimPrefix(*e.Source, attributePrefix), 10, 64)
	if err != nil {
		return 0
	}
	return id
}
