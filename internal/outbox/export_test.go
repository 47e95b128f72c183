package outbox

// StepsOfAll are the names of the steps that are of no channel.
func StepsOfAll() []string { return names(stepSpread, stepLeased, stepTold, stepJoined, stepDone) }

// StepsOfAChannel are the names of the steps that each channel has.
func StepsOfAChannel() []string {
	return names(stepChosen, stepBeginning, stepBegun, stepAnswered, stepRecording, stepRecorded)
}

func names(steps ...step) []string {
	out := make([]string, len(steps))
	for i, s := range steps {
		out[i] = string(s)
	}
	return out
}

// Watch has every step told that the post takes.
func (p *Post) Watch(told func(step, channel string)) {
	p.watch = func(s step, channel string) { told(string(s), channel) }
}
