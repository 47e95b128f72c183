package wording

// findPrivate finds illnesses, marriages and misfortunes of a recipient. What is official work about them is fine:
// 高血压随访, 离婚登记.
func (r *reading) findPrivate(f faults) {
	official := r.any(programme) || r.any(weakProgramme) && !r.any(care)
	for i, t := range r.tokens {
		switch {
		case t.is(intimate), t.is(illness|delicate) && !official:
			f.add(Private, t.from, t.to)
		case t.is(marriage) && !r.at(i+1).is(marriagePublic):
			f.add(Private, t.from, t.to)
		}
	}
}
