package scoring

// roles are who may propose or confirm entries; a rule file that names another would be followed by nobody.
var roles = []string{
	"unit_manager", "review_office", "work_committee", "petitions_bureau", "justice_bureau", "service_centre",
	"section_manager", "vote",
}

func (o *object) consequence() Consequence {
	return Consequence{
		ID: o.text("id"), Duty: o.text("duty"), Text: o.text("text"),
		For:       o.words("for", string(First), string(Satisfied), string(Unsatisfied), string(Least)),
		Addressee: o.r.word(o.required("addressee"), "section", "staff", "head", "unit", "unit_head", "unit_leader"),
		Unless:    o.optionalText("unless"), Due: o.optionalText("due"), TwoYears: o.flag("two_years_running"), at: o.place(),
	}
}

func (o *object) words(key string, words ...string) []string {
	var out []string
	for _, item := range o.r.items(o.required(key)) {
		out = append(out, o.r.word(item, words...))
	}
	return out
}

func (o *object) reporting() Reporting {
	c := o.child("reporting")
	out := Reporting{
		Season:         c.periods("season"),
		WindowDeadline: dated(c.r, c.required("window_deadline"), c.r.timeOfDay),
		ClosingDay:     toInt(c.integers("closing_day", 1, 28)),
		DailyUntil:     c.dayLines("daily_until"),
	}
	c.close()
	return out
}

func (r *reader) timeOfDay(line *object) TimeOfDay {
	n := line.required("value")
	s, ok := r.scalar(n, "加引号的时刻,如 \"11:30:00\"", "!!str")
	if !ok {
		return 0
	}
	t, ok := parseTimeOfDay(s)
	if !ok {
		r.fault(n.Line, FaultBadValue, s+" 不是时刻(时:分:秒)")
	}
	return t
}

func (o *object) wording() Wording {
	c := o.child("wording")
	out := Wording{MaxLength: toInt(c.integers("max_length", 1, largest))}
	c.each(c.required("findings"), func(f *object) {
		out.Findings = append(out.Findings, Finding{
			Code: f.text("code"), Label: f.text("label"), Basis: f.text("basis"),
			CanInsist: f.r.boolean(f.required("can_insist")), at: f.place(),
		})
	})
	c.close()
	return out
}

func (o *object) stage() Stage {
	return Stage{ID: o.text("id"), Label: o.text("label"), Lines: o.periods("lines"), at: o.place()}
}

func (o *object) responsibility() Responsibility {
	return Responsibility{
		For: o.text("for"), ProposedBy: o.words("proposed_by", roles...),
		ConfirmedBy: o.r.word(o.required("confirmed_by"), roles...), OtherPerson: o.flag("other_person"),
		When: o.text("when"), Basis: o.text("basis"), at: o.place(),
	}
}

func (o *object) register() Register {
	c := o.child("register")
	var out Register
	c.each(c.required("clauses"), func(row *object) { out.Clauses = append(out.Clauses, row.registerRow()) })
	c.each(c.required("duties"), func(row *object) { out.Duties = append(out.Duties, row.registerRow()) })
	c.close()
	return out
}

func (o *object) registerRow() RegisterRow {
	return RegisterRow{
		ID: o.text("id"), How: o.text("how"),
		Status: o.r.word(o.required("status"), RegisterComputed, RegisterEntered, RegisterOutside), at: o.place(),
	}
}
