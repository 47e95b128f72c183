package bot

import (
	"context"

	"wanping/models"
)

// turn is what a step comes to: an answer, or a call of a capability whose outcome answers; before it, what the person
// should know first.
type turn struct {
	note   string
	answer string
	call   call
}

// replacing says that what was begun is given up for something else.
func replacing(begun State) func(State, turn) (State, turn) {
	return func(s State, t turn) (State, turn) {
		if begun.Draft != nil || begun.takesPictures() {
			t.note = "刚才没填完的内容没有保存。"
		}
		return s, t
	}
}

// taken is a step that was one; those that may not be return false.
func taken(s State, t turn) (State, turn, bool) { return s, t, true }

// call asks a capability, once. What it returns puts the outcome in words; an error is one that no person may read.
type call interface {
	make(ctx context.Context, d Desk, in input) (outcome, error)
}

// outcome moves the chat on and says what came of a call. It is pure, as the step is.
type outcome interface {
	tell(s State, in input) (State, string)
}

// unforeseen keeps an error that no person may read.
func unforeseen(err error) error {
	if _, foreseen := models.AsError(err); foreseen {
		return nil
	}
	return err
}

func say(s State, answer string) (State, turn) { return s, turn{answer: answer} }
func ask(s State, c call) (State, turn)        { return s, turn{call: c} }
