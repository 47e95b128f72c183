package scoring

import (
	"slices"
)

// ratingsScorer is the rating by the unit and, for stationed sections, by the service centre (P5.1.6).
type ratingsScorer struct {
	base
	weights [len(raters)]Exact
	alone   Reading // D5: what one rating of two is worth
}

func newRatingsScorer(b base) *ratingsScorer {
	r := &ratingsScorer{base: b}
	r.weights = [...]Exact{r.parameter("unit_weight"), r.parameter("centre_weight")}
	r.alone = r.rules.Reading(DecisionOneRating, r.day)
	return r
}

func (s *ratingsScorer) prepare(*Tally) {}

func (s *ratingsScorer) score(section *Section, r row) (Points, bool) {
	sum, weight, given := s.given(r)
	expected := 1
	if section.Stationed {
		expected = len(raters)
	}
	if given == 0 {
		return 0, true
	}
	raw := sum.Quo(weight)
	if given < expected {
		raw = s.incomplete(raw, weight)
	}
	return s.finish(raw.Sub(s.loss(r, 0, allParts))), given < expected
}

// given adds up the standing ratings by their weights.
func (s *ratingsScorer) given(r row) (sum, weight Exact, n int) {
	for i := range raters {
		if w := r.standing(i); w != nil {
			sum, weight, n = sum.Add(w.points.Mul(s.weights[i])), weight.Add(s.weights[i]), n+1
		}
	}
	return sum, weight, n
}

// incomplete is what a rating is worth while the other is missing (D5).
func (s *ratingsScorer) incomplete(raw, weight Exact) Exact {
	switch s.alone {
	case ReadingHalf:
		return raw.Mul(weight).Quo(s.weights[0].Add(s.weights[1]))
	case ReadingWaits:
		return Exact{}
	}
	return raw
}

// CheckQuota tells whether the ratings of every rater that has rated all its sections fill each tier with at least
// floor(n / tiers) and at most ceil(n / tiers) of its n sections (P5.1.6). It returns tier_quota otherwise.
func (t *Tally) CheckQuota(asOf Day) error {
	if err := t.checkQuota(t.rules.dayOf(asOf)); err != nil {
		return err
	}
	return nil
}

func (t *Tally) checkQuota(day Day) *Error {
	if t.rules.index.ratings < 0 {
		return nil
	}
	for _, unit := range sortedKeys(t.roster.units) {
		if err := t.checkSet(0, t.roster.units[unit], day, "单位", unit); err != nil {
			return err
		}
	}
	return t.checkSet(1, t.roster.stationed, day, "政务服务中心", 0)
}

// checkSet checks the ratings that one rater gave to its sections.
func (t *Tally) checkSet(rater int, rows []int32, day Day, who string, unit int64) *Error {
	tiers := t.rules.Indicators[t.rules.index.ratings].Tiers
	counts := make([]int, len(tiers))
	for _, at := range rows {
		w := t.row(int(at)).standing(rater)
		if w == nil {
			return nil
		}
		counts[tierOf(tiers, w.points, day)]++
	}
	least, most := len(rows)/len(tiers), (len(rows)+len(tiers)-1)/len(tiers)
	for i, n := range counts {
		if n < least || n > most {
			name := who
			if unit != 0 || rater == 0 {
				name = who + " " + decimal(unit)
			}
			return refuse("", CodeTierQuota, "%s给 %d 个科室的评分里“%s”档有 %d 个,应当在 %d 到 %d 个之间",
				name, len(rows), tiers[i].Label, n, least, most)
		}
	}
	return nil
}

// tierOf is the position of the tier that a rating falls in; the last takes what is left.
func tierOf(tiers []Tier, p Exact, day Day) int {
	last := len(tiers) - 1
	if i := slices.IndexFunc(tiers[:last], func(t Tier) bool { return p.Cmp(t.AtLeast.at(day)) >= 0 }); i >= 0 {
		return i
	}
	return last
}
