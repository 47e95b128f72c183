package qrcodes

import (
	"context"

	"wanping/models"
)

// Wanted says whose codes: a section's, a unit's, or, where both are 0, all that are the asker's: a liaison's section, a
// manager's unit, everybody's for the office.
type Wanted struct {
	SectionNo int
	UnitNo    int
}

// List returns living codes by section number, and makes those that there are not yet.
// Errors: CodeForbidden; CodeNotFound; CodeSectionDissolved.
func (c *Codes) List(ctx context.Context, actor models.Actor, w Wanted) ([]Issued, error) {
	if w == (Wanted{}) {
		w = Wanted{SectionNo: actor.SectionNo, UnitNo: actor.UnitNo}
	}
	var list []Issued
	var missing []Place
	err := c.store.Read(ctx, func(tx *models.Tx) (err error) {
		list, missing, err = c.look(tx, actor, w)
		return err
	})
	if err != nil || len(missing) == 0 {
		return list, err
	}
	if err := c.first(ctx, missing); err != nil {
		return nil, err
	}
	err = c.store.Read(ctx, func(tx *models.Tx) (err error) {
		list, missing, err = c.look(tx, actor, w)
		if err == nil && len(missing) > 0 {
			err = models.NewError(models.CodeUnavailable, "科室名单刚刚有变动,请稍后重试。")
		}
		return err
	})
	return list, err
}

// look finds the codes wanted that the actor may have, and the sections that have none yet.
func (c *Codes) look(tx *models.Tx, actor models.Actor, w Wanted) (list []Issued, missing []Place, err error) {
	places, err := wanted(tx, w)
	if err != nil {
		return nil, nil, err
	}
	rows, err := tx.LiveSectionCodes()
	if err != nil {
		return nil, nil, err
	}
	codes := make(map[int]models.SectionCode, len(rows))
	for _, row := range rows {
		codes[row.SectionNo] = row
	}
	for _, place := range places {
		if !maySee(actor, place) {
			return nil, nil, errForbidden
		}
		if row, ok := codes[place.SectionNo]; ok {
			list = append(list, c.issued(place, row))
		} else {
			missing = append(missing, place)
		}
	}
	return list, missing, nil
}

func wanted(tx *models.Tx, w Wanted) ([]Place, error) {
	if w.SectionNo != 0 {
		place, err := known(tx, w.SectionNo)
		if err == nil && w.UnitNo != 0 && place.UnitNo != w.UnitNo {
			err = errNoUnit
		}
		return []Place{place}, err
	}
	day := today(tx)
	names, err := unitNames(tx, day)
	if err != nil {
		return nil, err
	}
	terms, err := tx.SectionsOn(day, models.SectionFilter{UnitNo: w.UnitNo})
	if err != nil {
		return nil, err
	}
	if len(terms) == 0 {
		return nil, errNoUnit
	}
	places := make([]Place, 0, len(terms))
	for _, t := range terms {
		places = append(places, Place{SectionNo: t.SectionNo, SectionName: t.Name, UnitNo: t.UnitNo, UnitName: names[t.UnitNo]})
	}
	return places, nil
}

// first makes the first codes of sections, all in one write; what another process has made meanwhile stands.
func (c *Codes) first(ctx context.Context, places []Place) error {
	drawn := make([]string, len(places))
	for i := range drawn {
		var err error
		if drawn[i], err = c.draw(); err != nil {
			return err
		}
	}
	return c.store.Write(ctx, func(tx *models.Tx) error {
		for i, place := range places {
			_, there, err := tx.LiveSectionCode(place.SectionNo)
			if err != nil {
				return err
			}
			if there {
				continue
			}
			if _, err := c.issue(tx, models.Actor{}, place, drawn[i], "第一张"); err != nil {
				return err
			}
		}
		return nil
	})
}

// maySee says who may have a section's code and posters: it hangs on a wall, but only its own people hang it there.
func maySee(actor models.Actor, place Place) bool {
	switch actor.Role {
	case models.RoleLiaison:
		return actor.SectionNo == place.SectionNo
	case models.RoleUnitManager:
		return actor.UnitNo == place.UnitNo
	case models.RoleReviewOffice, models.RoleAdministrator:
		return true
	default:
		return false
	}
}

func mayReissue(actor models.Actor, place Place) bool {
	return actor.AccountID == 0 || actor.Role == models.RoleReviewOffice ||
		actor.Role == models.RoleUnitManager && actor.UnitNo == place.UnitNo
}
