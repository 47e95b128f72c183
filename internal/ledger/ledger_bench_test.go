package ledger_test

import (
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/ledger"
	"wanping/models"
	"wanping/models/modelstest"
)

func engines() []string {
	if os.Getenv(modelstest.ServerVariable) == "" {
		return []string{models.SQLite}
	}
	return []string{models.SQLite, models.MySQL}
}

// BenchmarkAppend measures entries per second: one a write, one a write by 64 at once, and 1,000 a write.
func BenchmarkAppend(b *testing.B) {
	for _, engine := range engines() {
		b.Run(engine+"/single", func(b *testing.B) {
			f := newFixture(b, engine)
			for b.Loop() {
				f.post(b, deduction(1))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run(engine+"/64writers", func(b *testing.B) {
			f := newFixture(b, engine)
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := f.Write(b.Context(), deduction(1)); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run(engine+"/batch1000", func(b *testing.B) {
			f := newFixture(b, engine)
			drafts := make([]ledger.Draft, 1000)
			for i := range drafts {
				drafts[i] = deduction(i + 1)
			}
			for b.Loop() {
				f.post(b, drafts...)
			}
			b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// BenchmarkBareInsert is what the engine itself gives for rows without a chain, written in the same way: the yardstick.
func BenchmarkBareInsert(b *testing.B) {
	for _, engine := range engines() {
		for _, batch := range []int{1, 1000} {
			b.Run(fmt.Sprintf("%s/%d", engine, batch), func(b *testing.B) {
				f := newFixture(b, engine)
				for b.Loop() {
					rows := make([]models.Message, batch)
					for i := range rows {
						rows[i] = models.Message{ToUnit: 1, Topic: "bench", Subject: strconv.Itoa(i), Body: strings.Repeat("平机党〔2023〕20号", 15)}
					}
					require.NoError(b, f.store.Write(b.Context(), func(tx *models.Tx) error { return tx.AddMessages(rows) }))
				}
				b.ReportMetric(float64(batch*b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// benchEntries is the length of the ledger that BenchmarkVerify walks.
const benchEntries = 1_000_000

// BenchmarkVerify walks a ledger of a million entries on SQLite; its memory is what b.ReportAllocs shows for one walk.
func BenchmarkVerify(b *testing.B) {
	f := newFixture(b, models.SQLite)
	million(b, f)
	b.ReportAllocs()
	for b.Loop() {
		report := f.verify(b, nil)
		require.Nil(b, report.Flaw)
		require.Equal(b, int64(benchEntries), report.Entries)
	}
}

// million writes a sound chain straight into the database, without reasons.
func million(b *testing.B, f *fixture) {
	b.Helper()
	db, err := sql.Open("sqlite", f.config.DSN)
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	tx, err := db.Begin()
	require.NoError(b, err)
	insert, err := tx.Prepare("INSERT INTO ledger_entries VALUES (" + placeholders(30) + ")")
	require.NoError(b, err)
	prev := fmt.Sprintf("%064d", 0)
	for seq := int64(1); seq <= benchEntries; seq++ {
		e := deduction(int(seq%472) + 1).LedgerEntry
		e.Seq, e.PostedAt, e.PrevHash = seq, models.At(start.Add(time.Duration(seq)*time.Second)), prev
		attested := e.AttestedText()
		prev = ledger.HashOf(attested)
		_, err := insert.Exec(e.Seq, e.PostedAt, e.Year, e.Kind, e.Subject, e.SectionNo, e.UnitNo, e.Indicator, e.Clause, e.Points, e.Count,
			e.Modifiers, e.Mark, e.Failed, e.Satisfied, e.Basic, e.Dissatisfied, e.Rater, e.Matter, e.Reverses, e.OnDay, e.Evidence, e.Detail,
			e.ProposedBy, e.ConfirmedBy, e.ReasonHash, e.Source, e.PrevHash, attested, prev)
		require.NoError(b, err)
	}
	_, err = tx.Exec("UPDATE ledger_head SET seq = ?, hash = ? WHERE id = 1", benchEntries, prev)
	require.NoError(b, err)
	require.NoError(b, tx.Commit())
}

func placeholders(n int) string {
	out := "?"
	for range n - 1 {
		out += ", ?"
	}
	return out
}
