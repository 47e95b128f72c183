package scoring

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// dated reads the lines of a value; each has since, basis and what read takes. The lines must cover every day of the
// file: no first days without a value, no days between two lines, no day with two.
func dated[T any](r *reader, n *yaml.Node, read func(*object) T) Dated[T] {
	lines := datedLines(r, n, read)
	if len(lines) == 0 {
		return lines
	}
	if first := lines[0]; first.Since > r.inForce.From {
		r.fault(first.at, FaultGap, fmt.Sprintf("%s 至 %s 之前没有值", r.inForce.From, first.Since))
	}
	if last := lines[len(lines)-1]; last.Until != 0 && last.Until < r.inForce.To {
		r.fault(last.at, FaultGap, fmt.Sprintf("%s 之后没有值", last.Until))
	}
	return lines
}

// datedLines reads lines that may begin late or end early, as those of a clause that was added or repealed in the year.
func datedLines[T any](r *reader, n *yaml.Node, read func(*object) T) Dated[T] {
	var lines Dated[T]
	for _, item := range r.items(n) {
		o := r.object(item)
		line := Line[T]{Since: r.day(o.required("since")), Basis: o.text("basis"), at: o.line}
		if until := o.optional("until"); until != nil {
			line.Until = r.day(until)
		}
		line.Value = read(o)
		o.close()
		lines = append(lines, line)
	}
	if n != nil && len(lines) == 0 {
		r.fault(n.Line, FaultGap, "至少要有一行值")
	}
	checkOrder(r, lines)
	return lines
}

func checkOrder[T any](r *reader, lines Dated[T]) {
	for i, line := range lines {
		if line.Until != 0 && line.Until < line.Since {
			r.fault(line.at, FaultGap, "末日早于首日,这一行一天也不生效")
		}
		if i == 0 {
			continue
		}
		before := lines[i-1]
		if line.Since <= before.Since || line.Since <= before.Until {
			r.fault(line.at, FaultOverlap, "与上一行的日子重叠;各行按首日从早到晚排列")
		} else if before.Until != 0 && before.Until.Next() < line.Since {
			r.fault(line.at, FaultGap, fmt.Sprintf("%s 之后、%s 之前没有值", before.Until, line.Since))
		}
	}
}

func (o *object) decimals(key string) Dated[Exact] {
	return dated(o.r, o.required(key), func(line *object) Exact { return o.r.decimal(line.required("value")) })
}

func (o *object) optionalDecimals(key string) Dated[Exact] {
	if o.fields[key] == nil {
		return nil
	}
	return o.decimals(key)
}

// positive refuses a value of 0, by which the formulas would divide or which would make an indicator void.
func (o *object) positive(key string) Dated[Exact] {
	lines := o.decimals(key)
	for _, line := range lines {
		if line.Value.Sign() == 0 {
			o.r.fault(line.at, FaultBadNumber, key+" 要大于 0")
		}
	}
	return lines
}

// integers reads dated whole numbers from least to most.
func (o *object) integers(key string, least, most int64) Dated[int64] {
	return dated(o.r, o.required(key), func(line *object) int64 {
		n := line.required("value")
		v := o.r.integer(n)
		if n != nil && (v < least || v > most) {
			o.r.fault(n.Line, FaultBadNumber, fmt.Sprintf("要在 %d 到 %d 之间", least, most))
		}
		return v
	})
}

func (o *object) dayLines(key string) Dated[Day] {
	return dated(o.r, o.required(key), func(line *object) Day { return o.r.day(line.required("value")) })
}

func (o *object) periods(key string) Dated[Period] {
	return dated(o.r, o.required(key), o.r.period)
}

func (r *reader) period(line *object) Period {
	p := Period{From: r.day(line.required("from")), To: r.day(line.required("to"))}
	if p.To < p.From {
		r.fault(line.line, FaultBadDay, "末日早于首日")
	}
	return p
}

func toInt(lines Dated[int64]) Dated[int] {
	out := make(Dated[int], len(lines))
	for i, l := range lines {
		out[i] = Line[int]{Since: l.Since, Until: l.Until, Value: int(l.Value), Basis: l.Basis, at: l.at}
	}
	return out
}
