package outbox

import (
	"context"
	"errors"
	"fmt"
)

// Letter is a message on its way to one person by one channel.
type Letter struct {
	// Key is the attempt's: the same for the same attempt, 1 to 32 characters.
	Key    string
	To     Address
	Text   string
	SMS    string            // "" where the topic has none
	Card   string            // one of Cards, "" for none
	Fields map[string]string // of the card, by CardFields
	// Complaint tells that it is for the complainant of one, and not for an account.
	Complaint bool
}

// Address is where a person can be reached; empty where not.
type Address struct {
	Official string // openid in the official account
	Mini     string // openid in the mini-program
	Mobile   string // 11 digits
}

// Directory knows where people can be reached.
type Directory interface {
	// AddressOf tells of an account in use; the zero Address of any other.
	AddressOf(ctx context.Context, accountID int64) (Address, error)
	// Complainant tells of the complainant of a complaint; the zero Address where that person cannot be reached.
	Complainant(ctx context.Context, complaintID int64) (Address, error)
}

// Channel is one way to reach people.
type Channel interface {
	// Name is in the history and in metrics.
	Name() string
	// Fits reports whether the letter can go this way at all; what it refuses is no attempt.
	Fits(ctx context.Context, l Letter) (bool, error)
	// Keyed reports whether the channel sends a Key once in 10 minutes, so that an attempt may be sent again.
	Keyed() bool
	// Send returns the notice's id, by which the platform tells later whether it arrived ("" where it never does).
	// Errors are *Refusal; any other means that nobody knows.
	Send(ctx context.Context, l Letter) (noticeID string, err error)
}

// The results of an attempt.
const (
	ResultSent    = "sent"    // taken by the channel
	ResultArrived = "arrived" // told later
	ResultFailed  = "failed"  // told later: the next channel
	ResultRefused = "refused" // the next channel at once
	ResultFault   = "fault"   // refused, and an operator must look: the next channel at once, and an alarm
	ResultLater   = "later"   // certainly not sent: the same channel later
	ResultUnknown = "unknown" // never again on this channel; another after 10 minutes
)

// Refusal is why a channel has not sent. Result is one of ResultRefused, ResultFault, ResultLater and ResultUnknown;
// ResultSent where it turns out to have been sent. Reason is a word of the channel's without anything personal.
type Refusal struct {
	Result string
	Reason string
	// Spent says that the channel takes nothing more today.
	Spent bool
}

func (r *Refusal) Error() string { return fmt.Sprintf("outbox: %s: %s", r.Result, r.Reason) }

func outcomeOf(err error) Refusal {
	if err == nil {
		return Refusal{Result: ResultSent}
	}
	var r *Refusal
	if errors.As(err, &r) {
		return *r
	}
	return Refusal{Result: ResultUnknown, Reason: "error"}
}
