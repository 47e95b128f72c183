package wording

import "strings"

// findAddresses finds where somebody lives: doors, named streets and villages of a town, residents of a place.
// Places that name a work (王家坝水库, 昆鳌大道养护) are part of the item.
func (r *reading) findAddresses(f faults) {
	if strings.Contains(r.text, "家住") || strings.Contains(r.text, "住在") || strings.HasPrefix(r.text, "住") && strings.Contains(r.text, "的") {
		f.add(Address, 0, 0)
	}
	for i, t := range r.tokens {
		if to := r.doorAfter(i); to > 0 {
			f.add(Address, r.addressStart(i), to)
		}
		if next := r.at(i + 1); t.is(place) && next.to > next.from && r.of(next) == "籍" {
			f.add(Address, t.from, next.to)
		}
		if r.isNamedVillage(i) && !r.worksAfter(i+1) {
			f.add(Address, t.from-r.unknownBefore(i), t.to)
		}
		if t.is(town) || r.isUnknownTown(i) {
			r.findHome(f, i)
		}
		if r.lex.has("housing", r.of(t)) && (r.unknownBefore(i) >= 2 || r.isPlaceEnd(i-1) || r.isEstate(i)) && !r.worksAfter(i+1) {
			f.add(Address, r.estateBegins(i), t.to)
		}
	}
}

// isNamedVillage tells whether the i-th token ends the name of a village or street that no list knows: 后林|村, 解放|街.
func (r *reading) isNamedVillage(i int) bool {
	t := r.tokens[i]
	return (t.is(division|street) || t.kind == single && r.isStreetChar(t)) && t.to-t.from <= 2 && r.lex.has("home_ends", r.of(t)) && r.unknownBefore(i) >= 2
}

// isEstate tells whether the i-th token and the one before it are an estate named by an ordinary word, at the beginning:
// 玉兰|花园. What every town may have (小区, 公寓) is named by kinds as well and does not count.
func (r *reading) isEstate(i int) bool {
	first := r.at(0)
	return i == 1 && first.kind == word && first.to == 2 && r.lex.has("estates", r.of(r.at(i))) && !first.is(action|generic|people)
}

// estateBegins returns where the name begins of the estate that the i-th token ends.
func (r *reading) estateBegins(i int) int {
	if n := r.unknownBefore(i); n >= 2 {
		return r.tokens[i].from - n
	}
	if r.isPlaceEnd(i - 1) {
		i-- // 白鹭|湾|小区
	}
	return r.at(max(i-1, 0)).from
}

// isPlaceEnd tells whether the i-th token is the last character of a place's name: 白鹭|湾.
func (r *reading) isPlaceEnd(i int) bool {
	t := r.at(i)
	return i > 0 && t.kind == single && (r.lex.has("landmarks", r.of(t)) || r.lex.has("street_ends", r.of(t)))
}

// isUnknownTown tells whether the i-th token ends the name of a town that no list knows: 城关|镇.
func (r *reading) isUnknownTown(i int) bool {
	t := r.tokens[i]
	return r.lex.has("town_ends", r.of(t)) && r.unknownBefore(i) >= 1
}

// doorAfter returns where a house or room number ends that begins with the i-th token, or 0.
func (r *reading) doorAfter(i int) int {
	t := r.tokens[i]
	if t.kind == digits && r.isFileNumber(i) {
		return 0
	}
	if t.kind != digits && t.kind != blank && t.kind != latin && !r.isNumeral(t) {
		return 0
	}
	for n := 2; n >= 1; n-- {
		to := t.to + n
		if to > len(r.runes) {
			continue
		}
		door := r.str(t.to, to)
		if r.lex.has("doors", door) && !r.opensOther(to) && (r.isSureDoor(door, t) || r.streetBefore(i)) {
			return to
		}
	}
	return 0
}

// isSureDoor tells doors that need no street before them: 3幢, 502室, but not 三室.
func (r *reading) isSureDoor(door string, number token) bool {
	return r.lex.has("sure_doors", door) && (number.kind == digits || door != "室" && door != "弄")
}

func (r *reading) isNumeral(t token) bool {
	return t.kind == single && (isNumberChar(r.runes[t.from]) || r.of(t) == "十" || r.of(t) == "百")
}

// opensOther tells whether what follows makes another word of a door, as 号牌 or 楼道.
func (r *reading) opensOther(at int) bool {
	rest := r.str(at, len(r.runes))
	for _, w := range r.lex.lists["not_doors"] {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

// streetBefore tells whether a street, village or town stands before the i-th token.
func (r *reading) streetBefore(i int) bool {
	for _, t := range r.tokens[:i] {
		if t.is(place|street|division) || t.kind == single && r.isStreetChar(t) || t.kind == digits || t.kind == name && r.lex.has("street_ends", r.str(t.to-1, t.to)) {
			return true
		}
	}
	return false
}

func (r *reading) isStreetChar(t token) bool {
	return r.lex.has("street_ends", r.of(t))
}

// addressStart returns where the address before the i-th token begins: after the last word that is no part of one.
func (r *reading) addressStart(i int) int {
	from := r.tokens[i].from
	for j := i - 1; j >= 0; j-- {
		t := r.tokens[j]
		if t.kind == mark || t.is(action|marker|service) && !t.is(place|street|division) {
			break
		}
		from = t.from
	}
	return from
}

// findHome finds a street or village named after a town, and residents of a place.
func (r *reading) findHome(f faults, i int) {
	t := r.tokens[i]
	if p := r.at(i - 1); p.to > p.from && r.of(p) == "住" {
		f.add(Address, p.from, t.to)
	}
	if next := r.at(i + 1); next.is(resident|people) || next.kind == single && r.of(next) == "的" {
		f.add(Address, t.from, next.to)
		return
	}
	for j := i + 1; j < len(r.tokens) && j <= i+4; j++ {
		u := r.tokens[j]
		if u.is(action) && r.isStreetChar(r.at(j+1)) && !r.worksAfter(j+2) { // 建设|街
			f.add(Address, t.from, r.at(j+1).to)
			return
		}
		if u.kind == mark || u.is(action) || r.worksAfter(j) {
			return
		}
		unknownRoad := u.kind == word && r.at(j-1).kind == single && r.lex.has("street_ends", r.str(u.to-1, u.to)) // 驷|马路
		if (unknownRoad || u.is(street|division) || u.kind == single && r.isStreetChar(u)) && !r.worksAfter(j+1) {
			f.add(Address, t.from, u.to)
			return
		}
	}
}

// worksAfter tells whether the text goes on with a work or a landmark from the i-th token.
func (r *reading) worksAfter(i int) bool {
	if i >= len(r.tokens) {
		return false
	}
	for _, t := range r.tokens[i:] {
		if t.is(work) || t.is(landmark) && !t.is(street|division) {
			return true
		}
	}
	return false
}
