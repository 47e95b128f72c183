package outbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"wanping/internal/clock"
	"wanping/models"
)

const (
	spreadBatch  = 200
	leaseBatch   = 64
	lanes        = 16              // deliveries under way at once
	leaseTerm    = 2 * time.Minute // longer than a lane needs for its share of a batch
	uncertain    = 10 * time.Minute
	keyedWithin  = 9 * time.Minute // a channel remembers a key for 10
	firstRetry   = time.Minute
	longestRetry = 16 * time.Minute
	retries      = 6 // of a channel that is certain not to have sent
	idlePace     = 2 * time.Second
	resultTerm   = 48 * time.Hour
)

// Post delivers what the outbox holds. Several processes may each have one on the same database.
type Post struct {
	store     *models.Store
	clock     clock.Clock
	words     *Words
	directory Directory
	channels  []Channel
	log       *slog.Logger
	done      *prometheus.CounterVec

	mu    sync.Mutex
	spent map[string]time.Time // channels that take nothing before then

	textsADay int
	watch     func(s step, channel string) // nil but in tests
}

// Parts are what a Post stands on.
type Parts struct {
	Store     *models.Store
	Clock     clock.Clock
	Words     *Words
	Directory Directory
	Channels  []Channel // in the order in which they are tried
	Log       *slog.Logger
	Metrics   prometheus.Registerer // nil for none
	TextsADay int                   // of the whole county, by ChannelSMS; 0 for no bound
}

// NewPost returns the delivery.
func NewPost(p Parts) (*Post, error) {
	post := &Post{
		store: p.Store, clock: p.Clock, words: p.Words, directory: p.Directory, channels: p.Channels, log: p.Log, spent: map[string]time.Time{},
		textsADay: p.TextsADay,
		done: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wanping_delivery_attempts_total", Help: "Attempts to deliver messages, by channel and result; fault asks for an operator.",
		}, []string{"channel", "result"}),
	}
	if p.Metrics == nil {
		return post, nil
	}
	return post, p.Metrics.Register(post.done)
}

// Run delivers until ctx ends.
func (p *Post) Run(ctx context.Context) {
	for ctx.Err() == nil {
		moved, err := p.Deliver(ctx)
		if err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "delivery failed; it will be tried again", "cause", err.Error())
		}
		if moved > 0 && err == nil {
			continue
		}
		timer := time.NewTimer(idlePace)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Deliver does one round: it finds the recipients of new messages and takes deliveries that are due one step on. It
// returns how many of both there were.
func (p *Post) Deliver(ctx context.Context) (int, error) {
	spread, err := p.spread(ctx)
	if err != nil {
		return spread, err
	}
	if spread > 0 {
		p.reached(stepSpread, "")
	}
	holder := rand.Text()
	var mine []models.Delivery
	err = p.store.Write(ctx, func(tx *models.Tx) (err error) {
		mine, err = tx.LeaseDeliveries(holder, models.At(tx.Now().Add(leaseTerm)), leaseBatch)
		return err
	})
	if err != nil {
		return spread, err
	}
	if len(mine) == 0 {
		return spread, nil
	}
	p.reached(stepLeased, "")
	var group sync.WaitGroup
	queue := make(chan models.Delivery, len(mine))
	for _, d := range mine {
		queue <- d
	}
	close(queue)
	for range min(lanes, len(mine)) {
		group.Go(func() {
			for d := range queue {
				if err := p.step(ctx, d); err != nil && ctx.Err() == nil {
					p.log.ErrorContext(ctx, "a delivery waits for the next round", "delivery", d.ID, "cause", err.Error())
				}
			}
		})
	}
	group.Wait()
	p.reached(stepDone, "")
	return spread + len(mine), nil
}

// spread finds who is to get the messages that nobody was found for yet.
func (p *Post) spread(ctx context.Context) (int, error) {
	n := 0
	err := p.store.Write(ctx, func(tx *models.Tx) error {
		messages, err := tx.WaitingMessages(spreadBatch)
		if n = len(messages); err != nil || n == 0 {
			return err
		}
		ids := make([]int64, n)
		var rows []models.Delivery
		for i, m := range messages {
			ids[i] = m.ID
			of, err := deliveriesOf(tx, m)
			if err != nil {
				return err
			}
			rows = append(rows, of...)
		}
		if all, err := tx.SpreadMessages(ids); err != nil || !all {
			if err == nil {
				err = models.NewError(models.CodeUnavailable, "另一个进程正在投递,稍后重试。")
			}
			return err
		}
		return tx.AddDeliveries(rows)
	})
	if models.CodeOf(err) == models.CodeUnavailable && ctx.Err() == nil {
		return 0, nil // another process was quicker: the next round sees
	}
	return n, err
}

func deliveriesOf(tx *models.Tx, m models.Message) ([]models.Delivery, error) {
	blank := models.Delivery{MessageID: m.ID, State: models.DeliveryWaiting, DueAt: models.At(tx.Now())}
	var rows []models.Delivery
	if m.ToComplaint != 0 {
		one := blank
		one.ComplaintID = m.ToComplaint
		rows = append(rows, one)
	}
	accounts, err := tx.RecipientsOf(m)
	for _, a := range accounts {
		one := blank
		one.AccountID = a.ID
		rows = append(rows, one)
	}
	return rows, err
}

// round is one delivery with all that its next step depends on.
type round struct {
	delivery models.Delivery
	message  models.Message
	topic    Topic
	read     bool
	attempts []models.DeliveryAttempt
	last     map[int64]models.DeliveryOutcome // by attempt: the latest outcome
	now      time.Time
	letter   Letter
	capped   bool // no more text messages today
}

func (p *Post) look(ctx context.Context, d models.Delivery) (*round, error) {
	r := &round{delivery: d}
	err := p.store.Read(ctx, func(tx *models.Tx) error {
		var outcomes []models.DeliveryOutcome
		var err error
		if r.message, _, err = tx.MessageByID(d.MessageID); err != nil {
			return err
		}
		if r.read, err = tx.HasRead(d.MessageID, d.AccountID); err != nil {
			return err
		}
		r.attempts, outcomes, err = tx.AttemptsOf(d.ID)
		r.last = map[int64]models.DeliveryOutcome{}
		for _, o := range outcomes {
			r.last[o.AttemptID] = o
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	r.topic, _ = p.words.Topic(r.message.Topic)
	r.now = p.clock.Now()
	r.letter = letterOf(r.message, r.topic)
	if r.letter.Complaint = d.ComplaintID != 0; r.letter.Complaint {
		r.letter.To, err = p.directory.Complainant(ctx, d.ComplaintID)
	} else {
		r.letter.To, err = p.directory.AddressOf(ctx, d.AccountID)
	}
	return r, err
}

// step takes a delivery one step on. A process may die anywhere in it: before the attempt is stored nothing was sent;
// after it, what becomes of the attempt is uncertain, and judged so by whoever finds it.
func (p *Post) step(ctx context.Context, d models.Delivery) error {
	r, err := p.look(ctx, d)
	if err != nil {
		return err
	}
	if state, due, over := p.waits(r); over {
		return p.release(ctx, d, state, due)
	}
	return p.sendOn(ctx, r)
}

// sendOn sends by the next channel.
func (p *Post) sendOn(ctx context.Context, r *round) error {
	channel, attempt, err := p.next(ctx, r)
	if err != nil {
		return err
	}
	if channel == nil {
		return p.release(ctx, r.delivery, models.DeliveryInbox, r.now)
	}
	p.reached(stepChosen, channel.Name())
	if attempt.ID == 0 {
		attempt, err = p.begin(ctx, r, channel.Name())
	}
	if errors.Is(err, errCapped) || errors.Is(err, errCountyCapped) {
		return p.withoutText(ctx, r, errors.Is(err, errCountyCapped))
	}
	if err != nil {
		return err
	}
	p.reached(stepBegun, channel.Name())
	r.letter.Key = "a" + strconv.FormatInt(attempt.ID, 10)
	notice, err := channel.Send(ctx, r.letter)
	p.reached(stepAnswered, channel.Name())
	return p.record(ctx, r, attempt, notice, outcomeOf(err))
}

var errLost = errors.New("another process has the delivery")

// begin stores an attempt before it is sent.
func (p *Post) begin(ctx context.Context, r *round, channel string) (models.DeliveryAttempt, error) {
	var a models.DeliveryAttempt
	err := p.store.Write(ctx, func(tx *models.Tx) error {
		a = models.DeliveryAttempt{DeliveryID: r.delivery.ID, AccountID: r.delivery.AccountID, Channel: channel}
		if channel == ChannelSMS && p.tries(r, channel) == 0 { // what never left is tried again for nothing
			if err := p.count(tx, a.AccountID, r.now); err != nil {
				return err
			}
		}
		mine, err := tx.BeginAttempt(r.delivery, &a)
		if err == nil && !mine {
			err = errLost
		}
		p.reached(stepBeginning, channel)
		return err
	})
	return a, err
}

// waits tells what to do where nothing is to be sent now: it is over, read, or must wait.
func (p *Post) waits(r *round) (state string, due time.Time, yes bool) {
	switch expires := r.message.ExpiresAt; {
	case expires != 0 && !r.now.Before(expires.Time()):
		return models.DeliveryExpired, r.now, true
	case r.read:
		return models.DeliveryRead, r.now, true
	}
	if end, quiet := p.words.Quiet(r.now); quiet && !r.topic.Urgent {
		return models.DeliveryWaiting, end, true
	}
	if n := len(r.attempts); n > 0 {
		a := r.attempts[n-1]
		o, known := r.last[a.ID]
		if again := a.BegunAt.Time().Add(uncertain); (!known && !p.repeatable(r, a) || known && o.Result == ResultUnknown) && r.now.Before(again) {
			return models.DeliveryWaiting, again, true
		}
	}
	return "", time.Time{}, false
}

// repeatable reports whether an attempt without outcome may be sent again under its key.
func (p *Post) repeatable(r *round, a models.DeliveryAttempt) bool {
	for _, c := range p.channels {
		if c.Name() == a.Channel {
			return c.Keyed() && r.now.Before(a.BegunAt.Time().Add(keyedWithin))
		}
	}
	return false
}

// next chooses the channel: the one whose attempt was interrupted and may be repeated, or the first in order that was not
// used up and that the letter fits. nil where there is none.
func (p *Post) next(ctx context.Context, r *round) (Channel, models.DeliveryAttempt, error) {
	used, later := map[string]bool{}, map[string]int{}
	for _, a := range r.attempts {
		o, known := r.last[a.ID]
		switch {
		case !known && p.repeatable(r, a):
			return p.channel(a.Channel), a, nil
		case known && o.Result == ResultLater:
			if later[a.Channel]++; later[a.Channel] >= retries {
				used[a.Channel] = true
			}
		default:
			used[a.Channel] = true
		}
	}
	for _, c := range p.channels {
		if used[c.Name()] || p.isSpent(c.Name(), r.now) {
			continue
		}
		fits, err := c.Fits(ctx, r.letter)
		if err != nil {
			return nil, models.DeliveryAttempt{}, err
		}
		if !fits || c.Name() == ChannelSMS && r.capped {
			continue
		}
		return c, models.DeliveryAttempt{}, nil
	}
	return nil, models.DeliveryAttempt{}, nil
}

func (p *Post) channel(name string) Channel {
	for _, c := range p.channels {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

func (p *Post) isSpent(channel string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return now.Before(p.spent[channel])
}

func (p *Post) spend(channel string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spent[channel] = models.DayOf(now, clock.Shanghai).AddDays(1).At(0, clock.Shanghai)
}

func (p *Post) release(ctx context.Context, d models.Delivery, state string, due time.Time) error {
	return p.store.Write(ctx, func(tx *models.Tx) error { return tx.ReleaseDelivery(d, state, models.At(due)) })
}

// record stores what came of an attempt and lets go of the delivery, then joins what WeChat may have told already.
func (p *Post) record(ctx context.Context, r *round, a models.DeliveryAttempt, notice string, o Refusal) error {
	p.done.WithLabelValues(a.Channel, o.Result).Inc()
	state, due := models.DeliverySent, r.now
	switch o.Result {
	case ResultRefused, ResultFault:
		state = models.DeliveryWaiting
	case ResultUnknown:
		state, due = models.DeliveryWaiting, a.BegunAt.Time().Add(uncertain)
	case ResultLater:
		state, due = models.DeliveryWaiting, r.now.Add(min(firstRetry<<min(p.tries(r, a.Channel), 10), longestRetry))
	}
	if o.Spent {
		p.spend(a.Channel, r.now)
	}
	if o.Result == ResultFault {
		p.log.ErrorContext(ctx, "a channel does not send: look at its templates, rights and settings", "channel", a.Channel, "topic", r.message.Topic, "reason", o.Reason)
	}
	ctx = context.WithoutCancel(ctx) // it is sent: that must be known
	err := p.store.Write(ctx, func(tx *models.Tx) error {
		if err := tx.AddOutcome(&models.DeliveryOutcome{AttemptID: a.ID, Result: o.Result, Reason: o.Reason, NoticeID: notice}); err != nil {
			return err
		}
		if o.Result == ResultFault && r.message.Topic != topicAlarm {
			if err := Enqueue(tx, alarm(tx.Now(), a.Channel, o.Reason)); err != nil {
				return err
			}
		}
		p.reached(stepRecording, a.Channel)
		return tx.ReleaseDelivery(r.delivery, state, models.At(due))
	})
	if err != nil {
		return err
	}
	p.reached(stepRecorded, a.Channel)
	if notice == "" {
		return nil
	}
	return p.join(ctx, notice)
}

func (p *Post) tries(r *round, channel string) int {
	n := 0
	for _, a := range r.attempts {
		if a.Channel == channel {
			n++
		}
	}
	return n
}

const topicAlarm = "delivery_alarm"

// alarm tells the administrator, once a day for each cause.
func alarm(now time.Time, channel, reason string) models.Message {
	return models.Message{
		Key:    fmt.Sprintf("%s:%s:%s:%s", topicAlarm, channel, reason, models.DayOf(now, clock.Shanghai)),
		ToRole: models.RoleAdministrator, Topic: topicAlarm, Subject: "channel:" + channel,
		Values: map[string]string{"channel": channel, "cause": reason},
	}
}

// Told notes what the platform says of a notice: that it arrived, or why it did not; then the next channel is taken.
func (p *Post) Told(ctx context.Context, noticeID string, arrived bool, cause string) error {
	if runes := []rune(cause); len(runes) > 60 {
		cause = string(runes[:60])
	}
	err := p.store.Write(ctx, func(tx *models.Tx) error {
		if err := tx.ForgetResults(models.At(tx.Now().Add(-resultTerm))); err != nil {
			return err
		}
		return tx.AddResult(models.DeliveryResult{NoticeID: noticeID, Arrived: arrived, Cause: cause})
	})
	if err != nil {
		return err
	}
	p.reached(stepTold, "")
	return p.join(ctx, noticeID)
}

// join brings what was told of a notice together with its attempt, in a write after that of either: whichever comes
// second finds the other.
func (p *Post) join(ctx context.Context, noticeID string) error {
	joined := false
	err := p.store.Write(ctx, func(tx *models.Tx) error {
		told, attempt, both, err := tx.TakeResult(noticeID)
		if joined = both; err != nil || !both {
			return err
		}
		result, state := ResultArrived, models.DeliveryArrived
		if !told.Arrived {
			result, state = ResultFailed, models.DeliveryWaiting
		}
		if err := tx.AddOutcome(&models.DeliveryOutcome{AttemptID: attempt.ID, Result: result, Reason: told.Cause}); err != nil {
			return err
		}
		return tx.SettleSent(attempt, state)
	})
	if err == nil && joined {
		p.reached(stepJoined, "")
	}
	return err
}
