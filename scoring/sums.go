package scoring

// sumUnits is how finely sums of points are kept: a point is so many units. Points of the policy, times a count and some
// modifiers, are whole numbers of them, and a year's are no more than 32 bits hold; what is not goes to spill, so that every
// sum stays exact. Sums of many sections are many, and the smaller they are, the more of them lie in a processor's reach.
const sumUnits = 100_000

// number is the sum of so many slots, each a step after the other.
func (r *row) number(slot, step, slots int) Exact {
	if len(r.spill) > 0 {
		return r.longNumber(slot, step, slots)
	}
	var sum int64
	for range slots {
		sum += int64(r.sums[slot])
		slot += step
	}
	return Exact{num: sum, den: 1}
}

// longNumber is a number of which a part has spilt.
func (r *row) longNumber(slot, step, slots int) Exact {
	var sum Exact
	for range slots {
		sum = sum.Add(Whole(int64(r.sums[slot]))).Add(r.spill[slot])
		slot += step
	}
	return sum
}

// points is the sum of neighbouring slots that hold units of points.
func (r *row) points(slot, slots int) Exact {
	sum := r.number(slot, 1, slots)
	if sum.big == nil && sum.den == 1 {
		return fromUnits(sum.num)
	}
	return sum.Quo(Whole(sumUnits))
}

// inUnits tells how many units of points a number is; ok is false where it is no whole number of them that fits.
func (a Exact) inUnits() (n int64, ok bool) {
	if a.big != nil {
		return 0, false
	}
	num, den := a.num, a.denominator()
	if sumUnits%den != 0 {
		g := gcd(abs(num), den)
		if num, den = num/g, den/g; sumUnits%den != 0 {
			return 0, false
		}
	}
	return mulInt(num, sumUnits/den)
}

func fromUnits(n int64) Exact {
	switch {
	case n == 0:
		return Exact{}
	case n%sumUnits == 0:
		return Exact{num: n / sumUnits, den: 1}
	case n%(sumUnits/100) == 0:
		return Exact{num: n / (sumUnits / 100), den: 100}
	}
	return Exact{num: n, den: sumUnits}
}
