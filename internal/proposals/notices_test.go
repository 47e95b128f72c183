package proposals_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/outbox"
	"wanping/internal/proposals"
	"wanping/models"
)

// told lists what is in everyone's inbox about a proposal, as "topic to whom".
func (c *county) told(t *testing.T, id int64) []string {
	t.Helper()
	about, err := c.outbox.About(t.Context(), proposals.Subject(id))
	require.NoError(t, err)
	var out []string
	for _, m := range about {
		out = append(out, m.Topic+" to "+m.To)
	}
	slices.Sort(out)
	return out
}

// message finds one of a topic among what was told of a proposal.
func (c *county) message(t *testing.T, id int64, topic string) models.Message {
	t.Helper()
	var found models.Message
	require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
		rows, err := tx.MessagesAbout(proposals.Subject(id))
		at := slices.IndexFunc(rows, func(m models.Message) bool { return m.Topic == topic })
		require.GreaterOrEqual(t, at, 0, "no %s", topic)
		found = rows[at]
		return err
	}))
	return found
}

// Who is told of a deduction on its way (reading 16): who acts next, the section's liaison, its unit's manager, and the
// office that proposed it.
func TestWhoIsToldOfADeduction(t *testing.T) {
	c := open(t)
	batch := c.propose(t, justice, enforcement(1))
	id := batch.Proposals[0].ID
	require.Equal(t, []string{"deduction_proposed to section 1", "deduction_proposed to unit 1", "proposed to review_office"}, c.told(t, id),
		"a deduction of annex 5 can be objected to before it is confirmed")
	entry := c.confirm(t, review1, batch)[0]
	require.Equal(t, []string{
		"deduction_posted to section 1", "deduction_posted to unit 1", "deduction_proposed to section 1", "deduction_proposed to unit 1",
		"posted to justice_bureau", "proposed to review_office",
	}, c.told(t, id))

	var unit models.UnitTerm
	var section models.SectionTerm
	require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
		units, err := tx.UnitsOn(day("2023-09-02"))
		require.NoError(t, err)
		unit = units[0]
		section, _, err = tx.SectionOn(1, day("2023-09-02"))
		return err
	}))
	posted := c.message(t, id, "deduction_posted")
	require.True(t, strings.HasPrefix(posted.Body, unit.Name+section.Name+"按"), "sections are called by name: %s", posted.Body)
	require.Equal(t, section.Name, posted.Values["section"], "the unit knows its own")

	back := c.propose(t, justice, proposals.Line{Kind: models.EntryReversal, Reverses: entry.Seq, On: day("2023-09-02"), Reason: "认定有误"})
	c.confirm(t, review2, back)
	require.Contains(t, c.told(t, back.Proposals[0].ID), "deduction_reversed to section 1")
	require.Contains(t, c.told(t, back.Proposals[0].ID), "deduction_reversed to unit 1")

	taken := c.message(t, back.Proposals[0].ID, "deduction_reversed")
	require.Contains(t, taken.Body, "扣分不再计入得分")
	require.Equal(t, outbox.Moment(c.Clock.Now()), taken.Values["by"], "a moment as elsewhere")

	other := c.propose(t, review1, proposals.Line{
		Kind: "deduction", Section: 4, Clause: "A1.1.4", On: day("2023-06-03"), Evidence: "投诉件第3号", Reason: "查实",
	})
	c.confirm(t, review2, other)
	require.Contains(t, c.told(t, other.Proposals[0].ID), "posted to work_committee", "complaints go to the work committee too")
	require.Contains(t, c.told(t, other.Proposals[0].ID), "deduction_posted to unit 2")
}

// What is taken back is called what it was: a case file is no deduction.
func TestWhoIsToldThatAnotherEntryWasTakenBack(t *testing.T) {
	c := open(t)
	batch := c.propose(t, justice, proposals.Line{Kind: models.EntryCaseFile, Section: 1, Mark: "88.5", On: day("2023-06-30"), Reason: "抽查"})
	entry := c.confirm(t, review1, batch)[0]
	back := c.propose(t, justice, proposals.Line{Kind: models.EntryReversal, Reverses: entry.Seq, On: day("2023-09-02"), Reason: "录错"})
	c.confirm(t, review2, back)
	told := c.told(t, back.Proposals[0].ID)
	require.Contains(t, told, "entry_reversed to section 1")
	require.Contains(t, told, "entry_reversed to unit 1")
	m := c.message(t, back.Proposals[0].ID, "entry_reversed")
	require.Contains(t, m.Body, fmt.Sprintf("冲正第%d号分录", entry.Seq))
	require.NotContains(t, m.Body, "扣分")
	require.Equal(t, outbox.Moment(c.Clock.Now()), m.Values["by"])
}
