package scoring

import "math"

// parcel is what most entries bring to a section: whole numbers for sums, in few bytes and without pointers, as a large
// count has a million of them.
type parcel struct {
	at   uint16 // of the section in its block
	slot uint16
	adds [votesPerCount]int32
}

// placed is what makes no parcel.
type placed struct {
	at    int32 // position of the section
	worth worth
}

// pack makes a parcel; ok is false where there is more to it.
func (w *worth) pack() (r parcel, ok bool) {
	r.slot, ok = uint16(w.slot), w.kind == asSum && w.slot <= math.MaxUint16
	for k, n := range w.adds {
		r.adds[k] = int32(n)
		ok = ok && fits32(n)
	}
	return r, ok
}

// deliver adds a parcel to the sums of its section.
func (b *block) deliver(r *parcel) {
	b.add(int(r.at), int(r.slot), &addends{int64(r.adds[0]), int64(r.adds[1]), int64(r.adds[2])})
}
