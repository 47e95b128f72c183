package outbox

// A step is a point of a delivery between two of which nothing is stored or sent: where a process can die. The tests die
// at each; a post of the program has nobody who watches.
type step string

// The steps, in the order in which a message takes them. Before the first it is enqueued, and stands in the inbox.
const (
	stepSpread    step = "spread"    // its recipients are stored
	stepLeased    step = "leased"    // a delivery is this process's for a while
	stepChosen    step = "chosen"    // a channel is chosen, which nobody knows yet: the first, or the next after a refusal
	stepBeginning step = "beginning" // the attempt is written and not committed
	stepBegun     step = "begun"     // the attempt is stored, nothing is sent
	stepAnswered  step = "answered"  // the channel has answered, which nobody knows yet
	stepRecording step = "recording" // the outcome is written and not committed
	stepRecorded  step = "recorded"  // the outcome is stored, and where the delivery goes from there
	stepTold      step = "told"      // what the platform told later is stored, and not joined to its attempt
	stepJoined    step = "joined"    // it is joined
	stepDone      step = "done"      // the round is over
)

// reached tells who watches; channel is "" where the step is of none.
func (p *Post) reached(s step, channel string) {
	if p.watch != nil {
		p.watch(s, channel)
	}
}
