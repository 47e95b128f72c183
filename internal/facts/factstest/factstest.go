// Package factstest opens a small made-up county for tests: units and sections, the rules of 2023 adopted.
package factstest

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/ledger"
	"wanping/internal/secrets"
	"wanping/models"
	"wanping/models/modelstest"
)

// Start is the moment at which a county's clock stands: 2023-09-27 09:00 in Shanghai.
var Start = time.Date(2023, 9, 27, 1, 0, 0, 0, time.UTC)

// County is a store with sections and rules.
type County struct {
	Store  *models.Store
	Keys   *secrets.Keyring
	Ledger *ledger.Ledger
	Rules  *facts.Rulebook
	Clock  *clock.Settable

	keyFile string
}

// Rotate adds a key to the key file, as `secrets rotate` does first.
func (c *County) Rotate(tb testing.TB) {
	tb.Helper()
	require.NoError(tb, secrets.AddKey(c.keyFile))
	require.NoError(tb, c.Keys.Reload())
}

// Open opens a county on SQLite; sections lists how many sections each unit has, the first unit being 1.
// Sections are numbered through from 1. attributes are claimed with yes, by name.
func Open(tb testing.TB, sections []int, attributes map[string][]int) *County {
	tb.Helper()
	c := clock.NewStopped(Start)
	return Furnish(tb, modelstest.Open(tb, c), c, sections, attributes)
}

// Furnish fills an empty store.
func Furnish(tb testing.TB, store *models.Store, c *clock.Settable, sections []int, attributes map[string][]int) *County {
	tb.Helper()
	county := &County{Store: store, Clock: c, Rules: facts.NewRulebook()}
	path := filepath.Join(tb.TempDir(), "key")
	_, err := secrets.EnsureKeyFile(path)
	require.NoError(tb, err)
	county.keyFile = path
	county.Keys, err = secrets.Open(path)
	require.NoError(tb, err)
	county.Ledger = ledger.New(store, county.Keys)
	county.settle(tb, sections)
	for name, list := range attributes {
		for _, no := range list {
			county.Claim(tb, no, name, models.Yes)
		}
	}
	data, err := configs.FS.ReadFile("rules/2023.yaml")
	require.NoError(tb, err)
	_, err = county.Rules.Adopt(tb.Context(), store, county.Ledger, "2023.yaml", data, models.NewDay(2022, 12, 1), Founders())
	require.NoError(tb, err)
	return county
}

func (c *County) settle(tb testing.TB, sections []int) {
	from := models.NewDay(2022, 12, 1)
	require.NoError(tb, c.Store.Write(tb.Context(), func(tx *models.Tx) error {
		no := 0
		var terms []models.SectionTerm
		for i, n := range sections {
			if err := tx.AddUnit(&models.UnitTerm{UnitNo: i + 1, Name: "某局", ValidFrom: from, Reason: "test"}); err != nil {
				return err
			}
			for range n {
				no++
				term := models.SectionTerm{SectionNo: no, UnitNo: i + 1, Name: "某科", ValidFrom: from, Reason: "test"}
				if err := tx.AddSection(&term); err != nil {
					return err
				}
				terms = append(terms, term)
			}
		}
		return ledger.Found(tx, Founders(), terms, nil)
	}))
}

// Claim gives a section an attribute from the year's beginning on.
func (c *County) Claim(tb testing.TB, section int, attribute, value string) {
	tb.Helper()
	require.NoError(tb, c.Store.Write(tb.Context(), func(tx *models.Tx) error {
		a := models.SectionAttribute{SectionNo: section, Attribute: attribute, Value: value, EffectiveFrom: models.NewDay(2022, 12, 1), Source: "test", Reason: "test"}
		return ledger.Found(tx, Founders(), nil, []models.SectionAttribute{a})
	}))
}

// Founders are the two accounts by which a county's roster and rules begin.
func Founders() ledger.By {
	return ledger.By{Proposer: Actor(901, models.RoleReviewOffice), Confirmer: Actor(902, models.RoleReviewOffice)}
}

// Actor is an account of a role, by a number of its own.
func Actor(id int64, role models.Role) models.Actor {
	return models.Actor{AccountID: id, Login: fmt.Sprintf("%s%d", role, id), Role: role}
}
