package wording

import "strings"

// findPrivate finds illnesses, marriages and misfortunes of a recipient. What is official work about them is fine:
// 高血压随访, 离婚登记. Who suffers from one is a patient, whatever programme follows: 患肺癌医疗救助.
func (r *reading) findPrivate(f faults) {
	for i, t := range r.tokens {
		ill := (t.is(illness|delicate) || r.isUnknownIllness(i) || r.ails(i)) && !strings.HasPrefix(r.str(t.to, len(r.runes)), "科") // 肿瘤科
		switch {
		case t.is(intimate), ill && (r.suffers(i-1) || !r.isOfficial()):
			f.add(Private, t.from, t.to)
		case t.is(marriage) && !r.at(i+1).is(marriagePublic):
			f.add(Private, t.from, t.to)
		case r.lex.has("stigma", r.of(t)) && r.at(i+1).is(people) && !r.at(i+1).is(service|generic):
			f.add(Private, t.from, r.at(i+1).to)
		}
	}
}

// isOfficial tells whether the text is work about an illness rather than about who has it.
func (r *reading) isOfficial() bool {
	return (r.any(programme) || r.any(weakProgramme) && !r.any(care)) && !r.isGraveAndPersonal()
}

// isGraveAndPersonal tells whether the text names a grave illness and no work about it but one person's: 尿毒症特病备案.
func (r *reading) isGraveAndPersonal() bool {
	if !containsAny(r.text, r.lex.lists["grave"]) {
		return false
	}
	personal := false
	for _, t := range r.tokens {
		if t.is(programme) || t.is(weakProgramme) {
			if !containsAny(r.of(t), r.lex.lists["personal"]) {
				return false
			}
			personal = true
		}
	}
	return personal
}

// isUnknownIllness tells whether the i-th token ends the name of an illness that no list knows: 滑膜|炎, 甲沟|炎.
func (r *reading) isUnknownIllness(i int) bool {
	t := r.at(i)
	return t.kind == single && r.lex.has("illness_ends", r.of(t)) && (r.at(i-1).kind == single || r.lex.has("body", r.of(r.at(i-1))))
}

// ails tells whether the i-th token is what is wrong with the part of the body before it: 肛肠|手术, 肚子|疼.
func (r *reading) ails(i int) bool {
	from := r.tokens[i].from
	if !r.lex.has("ailments", r.of(r.tokens[i])) {
		return false
	}
	for n := 1; n <= min(3, from); n++ {
		if r.lex.has("body", r.str(from-n, from)) && (n > 1 || r.at(i-1).to-r.at(i-1).from == 1) {
			return true
		}
	}
	return false
}

// suffers tells whether the token says that somebody has the illness named after it.
func (r *reading) suffers(i int) bool {
	for ; r.at(i).kind == single && !r.lex.has("suffering", r.of(r.at(i))); i-- { // the rest of the illness' name
	}
	t := r.at(i)
	return t.to > t.from && r.lex.has("suffering", r.of(t))
}
