package scoring

import (
	"encoding/json"
)

// MarshalJSON writes the line as score-cases, "Out", has it.
func (s SectionResult) MarshalJSON() ([]byte, error) {
	type indicator struct {
		Score   Points `json:"score"`
		Pending bool   `json:"pending"`
	}
	indicators := make(map[string]indicator, len(s.Indicators))
	for _, i := range s.Indicators {
		indicators[i.ID] = indicator{i.Score, i.Pending}
	}
	return json.Marshal(struct {
		No          int64                `json:"no"`
		Unit        int64                `json:"unit"`
		Indicators  map[string]indicator `json:"indicators"`
		Bonus       Points               `json:"bonus"`
		Daily       Points               `json:"daily"`
		DailyRank   int                  `json:"daily_rank"`
		Online      *Points              `json:"online"`
		Total       *Points              `json:"total"`
		TotalRank   *int                 `json:"total_rank"`
		Candidate   *Candidate           `json:"candidate"`
		Designation *Designated          `json:"designation"`
	}{
		s.No, s.Unit, indicators, s.Bonus, s.Daily, s.DailyRank, s.Online, s.Total,
		orNull(s.TotalRank), orNull(s.Candidate), orNull(s.Designation),
	})
}

// orNull makes the zero value null.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
