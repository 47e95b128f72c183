package ledger_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/ledger"
	"wanping/models"
)

// damage runs statements past the program, as someone with the database in hand could.
func (f *fixture) damage(tb testing.TB, statements ...string) {
	tb.Helper()
	db, err := sql.Open(f.config.Engine, f.config.DSN)
	require.NoError(tb, err)
	defer func() { require.NoError(tb, db.Close()) }()
	for _, s := range statements {
		_, err := db.Exec(s)
		require.NoError(tb, err, s)
	}
}

// defenceless takes away what SQLite itself would refuse.
func (f *fixture) defenceless(tb testing.TB) {
	if f.config.Engine == models.SQLite {
		f.damage(tb, "DROP TRIGGER ledger_entries_no_update", "DROP TRIGGER ledger_entries_no_delete",
			"DROP TRIGGER ledger_heads_no_update", "DROP TRIGGER ledger_heads_no_delete")
	}
}

// filled returns a defenceless ledger of eight entries: of several kinds, the fifth and the last of heads signed at the
// fourth and the seventh.
func filled(tb testing.TB, f *fixture) (head ledger.Head) {
	tb.Helper()
	rich := deduction(7)
	rich.Kind, rich.Subject, rich.Indicator, rich.Modifiers, rich.Rater, rich.Matter = models.EntryRuling, "tie", "stations", "chief", "unit", "deed-1"
	rich.Mark, rich.Detail, rich.Source, rich.UnitNo = ptr[int64](885_000), `{"order":[4,9]}`, ptr("proposal:9"), 3
	f.post(tb, deduction(1), deduction(2), deduction(3))
	f.post(tb, rich)
	head, err := f.SignHead(tb.Context(), f.signer)
	require.NoError(tb, err)
	f.post(tb, reversal(1), deduction(4))
	_, err = f.SignHead(tb.Context(), f.signer)
	require.NoError(tb, err)
	f.defenceless(tb)
	return head
}

func TestFlippedByteIsNamed(t *testing.T) {
	columns := append(models.LedgerFields(), "attested", "hash")
	onEachEngine(t, func(t *testing.T, f *fixture) {
		filled(t, f)
		for _, column := range columns {
			entry := int64(4)
			if column == "reverses" {
				entry = 6
			}
			where := fmt.Sprintf("WHERE prev_hash = (SELECT hash FROM (SELECT hash FROM ledger_entries WHERE seq = %d) AS p)", entry-1)
			var before, flipped any
			f.withDB(t, func(db *sql.DB) {
				require.NoError(t, db.QueryRow("SELECT "+column+" FROM ledger_entries "+where).Scan(&before))
				flipped = flip(before)
				_, err := db.Exec(fmt.Sprintf("UPDATE ledger_entries SET %s = ? WHERE seq = %d", column, entry), flipped)
				require.NoError(t, err, column)
			})
			flaw := f.verify(t, nil).Flaw
			require.NotNil(t, flaw, column)
			require.Equal(t, entry, flaw.Entry, column)
			require.Equal(t, column, flaw.Field)
			require.NotEqual(t, flaw.Expected, flaw.Found, column)
			f.withDB(t, func(db *sql.DB) {
				at := entry
				if column == "seq" {
					at = flipped.(int64)
				}
				_, err := db.Exec(fmt.Sprintf("UPDATE ledger_entries SET %s = ? WHERE seq = %d", column, at), before)
				require.NoError(t, err, column)
			})
		}
		require.Nil(t, f.verify(t, nil).Flaw)
	})
}

func (f *fixture) withDB(tb testing.TB, use func(*sql.DB)) {
	db, err := sql.Open(f.config.Engine, f.config.DSN)
	require.NoError(tb, err)
	defer func() { require.NoError(tb, db.Close()) }()
	if f.config.Engine == models.MySQL {
		db.SetMaxOpenConns(1)
		_, err := db.Exec("SET FOREIGN_KEY_CHECKS = 0")
		require.NoError(tb, err)
	}
	use(db)
}

// flip changes one bit of a value as it is stored.
func flip(value any) any {
	switch v := value.(type) {
	case int64:
		return v ^ 1<<3
	case []byte:
		out := bytes.Clone(v)
		out[len(out)-1] ^= 1
		return string(out)
	case string:
		return flip([]byte(v))
	default:
		panic(fmt.Sprintf("an empty column cannot be flipped: %v", v))
	}
}

func TestDamagedRows(t *testing.T) {
	for name, tc := range map[string]struct {
		statements []string
		entry      int64
		field      string
	}{
		"a deleted row":              {[]string{"DELETE FROM ledger_entries WHERE seq = 3"}, 3, "seq"},
		"the first row deleted":      {[]string{"DELETE FROM ledger_entries WHERE seq = 1"}, 1, "seq"},
		"swapped rows":               {[]string{"UPDATE ledger_entries SET seq = 99 WHERE seq = 2", "UPDATE ledger_entries SET seq = 2 WHERE seq = 3", "UPDATE ledger_entries SET seq = 3 WHERE seq = 99"}, 2, "seq"},
		"a cut tail":                 {[]string{"DELETE FROM ledger_entries WHERE seq > 4"}, 5, "signed_head"},
		"a cut tail without heads":   {[]string{"DELETE FROM ledger_heads", "DELETE FROM ledger_entries WHERE seq > 4"}, 5, "end"},
		"a cut tail, head moved":     {[]string{"DELETE FROM ledger_entries WHERE seq > 4", "UPDATE ledger_head SET seq = 4, hash = (SELECT hash FROM ledger_entries WHERE seq = 4)"}, 5, "signed_head"},
		"the head's hash":            {[]string{"UPDATE ledger_head SET hash = 'x'"}, 8, "end"},
		"the head put back":          {[]string{"UPDATE ledger_head SET seq = 5, hash = (SELECT hash FROM ledger_entries WHERE seq = 5)"}, 6, "end"},
		"a value and its text":       {[]string{"UPDATE ledger_entries SET points = 1, attested = replace(attested, '20000', '1') WHERE seq = 2"}, 2, "hash"},
		"a signed head's hash":       {[]string{"UPDATE ledger_heads SET hash = CASE substr(hash, 1, 1) WHEN '0' THEN '1' ELSE '0' END || substr(hash, 2) WHERE id = 1"}, 4, "signed_head.signature"},
		"a signed head's signature":  {[]string{"UPDATE ledger_heads SET signature = '00' WHERE id = 1"}, 4, "signed_head.signature"},
		"a signed head removed":      {[]string{"DELETE FROM ledger_heads WHERE id = 1"}, 5, "head_entry"},
		"the last head removed":      {[]string{"DELETE FROM ledger_heads WHERE id = 2"}, 8, "head_entry"},
		"all heads removed":          {[]string{"DELETE FROM ledger_heads"}, 5, "head_entry"},
		"heads in another order":     {[]string{"UPDATE ledger_heads SET id = 9 WHERE id = 1"}, 8, "head_entry"},
		"a head that stands twice":   {[]string{"INSERT INTO ledger_heads (seq, hash, at, key_id, signature) SELECT seq, hash, at, key_id, signature FROM ledger_heads WHERE id = 2"}, 7, "head_entry"},
		"the public key":             {[]string{"UPDATE ledger_keys SET public_key = '04'"}, 0, "key"},
		"a reason's text":            {[]string{"UPDATE ledger_texts SET text_sealed = x'00' WHERE seq = 3"}, 3, "reason"},
		"a reason's salt":            {[]string{"UPDATE ledger_texts SET salt = x'00' WHERE seq = 3"}, 3, "reason"},
		"a reason taken away":        {[]string{"DELETE FROM ledger_texts WHERE seq = 3"}, 3, "reason"},
		"bytes that are no text":     {[]string{"UPDATE ledger_entries SET evidence = x'ff001f' WHERE seq = 3"}, 3, "attested"},
		"a number that became words": {[]string{"UPDATE ledger_entries SET section_no = 'seven' WHERE seq = 3"}, 3, "section_no"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, models.SQLite)
			filled(t, f)
			f.damage(t, tc.statements...)
			flaw := f.verify(t, nil).Flaw
			require.NotNil(t, flaw)
			require.Equal(t, tc.field, flaw.Field)
			require.Equal(t, tc.entry, flaw.Entry)
			require.NotEqual(t, flaw.Expected, flaw.Found)
		})
	}
}

// A head held outside sees what the database alone cannot: everything inside it was made to agree again.
func TestOutsideHead(t *testing.T) {
	t.Run("a cut tail", func(t *testing.T) {
		f := newFixture(t, models.SQLite)
		filled(t, f)
		last, err := f.SignHead(t.Context(), f.signer)
		require.NoError(t, err)
		f.damage(t, "DELETE FROM ledger_heads WHERE seq > 4", "DELETE FROM ledger_texts WHERE seq > 4", "DELETE FROM ledger_entries WHERE seq > 4",
			"UPDATE ledger_head SET seq = 4, hash = (SELECT hash FROM ledger_entries WHERE seq = 4)")
		require.Nil(t, f.verify(t, nil).Flaw)
		flaw := f.verify(t, &last).Flaw
		require.NotNil(t, flaw)
		require.Equal(t, ledger.Flaw{Entry: 5, Field: "outside_head", Expected: "8", Found: "4"}, *flaw)
	})
	t.Run("a rebuilt chain", func(t *testing.T) {
		f := newFixture(t, models.SQLite)
		head := filled(t, f)
		f.damage(t, "DELETE FROM ledger_heads", "DELETE FROM ledger_texts", "DELETE FROM ledger_entries",
			"UPDATE ledger_head SET seq = 0, hash = '"+string(bytes.Repeat([]byte("0"), 64))+"'")
		for range 6 {
			f.post(t, deduction(9))
		}
		require.Nil(t, f.verify(t, nil).Flaw)
		flaw := f.verify(t, &head).Flaw
		require.NotNil(t, flaw)
		require.Equal(t, "outside_head", flaw.Field)
		require.Equal(t, int64(4), flaw.Entry)
		require.Equal(t, head.Hash, flaw.Expected)
	})
	t.Run("a forged head", func(t *testing.T) {
		f := newFixture(t, models.SQLite)
		head := filled(t, f)
		head.Seq = 3
		require.Equal(t, "outside_head.signature", f.verify(t, &head).Flaw.Field)
	})
}

func TestSQLiteRefusesChanges(t *testing.T) {
	f := newFixture(t, models.SQLite)
	f.post(t, deduction(1))
	_, err := f.SignHead(t.Context(), f.signer)
	require.NoError(t, err)
	f.withDB(t, func(db *sql.DB) {
		for _, s := range []string{
			"UPDATE ledger_entries SET points = 1", "DELETE FROM ledger_entries", "UPDATE ledger_heads SET seq = 9", "DELETE FROM ledger_heads",
			"UPDATE audit_log SET detail = ''",
		} {
			if s == "UPDATE audit_log SET detail = ''" {
				_, err := db.Exec("INSERT INTO audit_log (at, account_id, holder_id, action, subject, detail) VALUES (0, 0, 0, '', '', '')")
				require.NoError(t, err)
			}
			_, err := db.Exec(s)
			require.ErrorContains(t, err, "append-only", s)
		}
	})
}
