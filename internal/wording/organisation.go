package wording

import "strings"

// longName is from how many characters on what stands before 厂, 店 and the like is a name and its trade: 宏达纸箱厂.
const longName = 4

// findOrganisations finds organisations that are named. A kind of organisation (公司设立登记, 物业公司投诉) names none.
func (r *reading) findOrganisations(f faults) {
	for i, t := range r.tokens {
		switch {
		case t.is(orgName):
			f.add(Organisation, r.nameBegins(t.from), t.to)
		case t.is(orgSuffix):
			if from, ok := r.nameOfOrganisation(i); ok {
				f.add(Organisation, r.nameBegins(from), t.to)
			}
		case t.kind == single && r.lex.has("weak_suffixes", r.of(t)) && r.at(i+1).kind != single:
			if from, ok := r.nameOfOrganisation(i); ok && (r.at(i-1).is(generic) || r.startsName(from) || t.from-from >= longName) {
				f.add(Organisation, from, t.to)
			}
		case t.kind == single && r.lex.has("sacred", r.of(t)) && r.unknownBefore(i) >= 2 && r.at(i+1).kind != single:
			f.add(Organisation, t.from-r.unknownBefore(i), t.to)
		case i == 1 && r.of(t) == "记" && r.lex.surnames[r.str(0, t.from)] > 0: // 李|记
			f.add(Organisation, 0, t.to)
		case r.isLetter(i) && r.lex.has("lettered", r.of(r.at(i+1))):
			f.add(Organisation, t.from, r.at(i+1).to)
		case t.is(place):
			if to := r.branded(i + 1); to > 0 {
				f.add(Organisation, t.from, to)
			}
		case (i == 0 || r.at(i-1).is(strongMarker)) && r.branded(i) > 0 && r.trades(r.branded(i)):
			f.add(Organisation, t.from, r.branded(i))
		case i == 0 && r.isFirm(r.branded(i)):
			f.add(Organisation, t.from, r.branded(i))
		}
	}
}

// isLetter tells whether the i-th token is a letter, or one of 甲, 乙, 丙, 丁, that stands for a name.
func (r *reading) isLetter(i int) bool {
	t := r.at(i)
	if t.kind == latin {
		return r.at(i-1).kind != digits && (t.to-t.from == 1 || r.of(t) == "ABC")
	}
	return t.kind == single && strings.Contains("甲乙丙丁", r.of(t)) && r.at(i-1).kind != single
}

// trades tells whether the word that ends at a character names a trade, which makes what stands before it a firm's name.
func (r *reading) trades(end int) bool {
	for _, t := range r.tokens {
		if t.to == end {
			return r.lex.has("trades", r.of(t))
		}
	}
	return false
}

// isFirm tells whether what ends at a character is a firm by two or three characters that firms are named with and a
// business: 宏源化工.
func (r *reading) isFirm(end int) bool {
	for _, t := range r.tokens {
		if t.to != end || !r.lex.has("businesses", r.of(t)) || t.from > 3 {
			continue
		}
		for i := range t.from {
			if !r.lex.has("firm_characters", r.str(i, i+1)) {
				return false
			}
		}
		return true
	}
	return false
}

// nameOfOrganisation walks left from an organisation's suffix over what describes a kind, and tells whether a name
// stands there and where it begins.
func (r *reading) nameOfOrganisation(i int) (from int, named bool) {
	unknown := 0
	from = r.tokens[i].from
	for j := i - 1; j >= 0; j-- {
		t := r.tokens[j]
		switch {
		case t.kind == blank, t.kind == name, t.is(place), t.is(orgName | brand):
			return t.from, true
		case j == i-1 && r.isTheOne(j):
			return t.from, true
		case t.is(strongMarker):
			return from, j < i-1
		case t.is(marker) && t.to-t.from == 1 && j > 0 && r.at(j-1).isLoose(): // 大|同
			unknown++
		case t.isLoose():
			unknown++
		case !t.is(generic) && (t.kind != word || t.is(action|marker|story)):
			return from, unknown >= 2
		}
		from = t.from
	}
	return from, unknown >= 2
}

// nameBegins walks left from a character over what is part of an organisation's name too: places, brands and characters
// that nothing explains.
func (r *reading) nameBegins(from int) int {
	for i := len(r.tokens) - 1; i >= 0; i-- {
		t := r.tokens[i]
		if t.to != from {
			continue
		}
		if t.kind != single && t.kind != name && t.kind != blank && !t.is(place|brand) {
			break
		}
		from = t.from
	}
	return from
}

// isTheOne tells whether the j-th token is a county, town or village and the next an organisation of which it has one:
// 县|实验小学, 镇|中心小学.
func (r *reading) isTheOne(j int) bool {
	t := r.at(j)
	return r.lex.has("owners", r.of(t)) && r.lex.has("only_ones", r.of(r.at(j+1)))
}

// isLoose tells whether a character can be part of a name: nothing explains it, or it is a word of one character that
// no sentence needs.
func (t token) isLoose() bool {
	return t.kind == single || t.kind == word && t.to-t.from == 1 && !t.is(marker|story|division)
}

// startsName tells whether a place, something left out or a word such as 给 makes what follows a name.
func (r *reading) startsName(from int) bool {
	for i, t := range r.tokens {
		if t.from == from {
			return t.is(place) || t.kind == blank || r.at(i-1).is(strongMarker)
		}
	}
	return false
}

// branded returns where a name of the form unexplained characters, trade ends that begins with the i-th token
// (佳成|机械), or 0.
func (r *reading) branded(i int) int {
	j := i
	for r.at(j).isLoose() || r.at(j).kind == name || r.at(j).is(brand) {
		j++
	}
	if end := r.at(j); j > i && end.is(generic) && !end.is(street|division|work) && end.from-r.at(i).from >= 2 {
		return end.to
	}
	return 0
}

// unknownBefore counts the characters right before the i-th token that nothing explains or that things are named with.
func (r *reading) unknownBefore(i int) int {
	n := 0
	for j := i - 1; j >= 0; j-- {
		t := r.tokens[j]
		if !t.isLoose() && t.kind != name && !t.is(brand) {
			break
		}
		n += t.to - t.from
	}
	return n
}
