package outbox

import (
	"context"
	"time"

	"wanping/internal/secrets"
	"wanping/models"
)

const indexChatWindow = "chat_window.open_id"

// WeChat's rule: five customer messages in 48 hours after a message of the person's, three in a minute after a tap, a
// scan or a follow.
const (
	afterMessage    = 48 * time.Hour
	messagesAfter   = 5
	afterGesture    = time.Minute
	messagesGesture = 3
	// windowSlack is how much of 48 hours a window may have lost before a further message of the same chat is noted: a
	// dialogue of many messages costs one write.
	windowSlack = time.Hour
)

// ChatWindows keeps until when followers may be sent customer messages, and nothing else about them. WeChat has the last
// word: what is open here may be refused there.
type ChatWindows struct {
	store *models.Store
	keys  *secrets.Keyring
}

// NewChatWindows returns the windows.
func NewChatWindows(store *models.Store, keys *secrets.Keyring) *ChatWindows {
	return &ChatWindows{store: store, keys: keys}
}

// Spoke notes a message of a follower's, by WeChat's clock.
func (c *ChatWindows) Spoke(ctx context.Context, openID string, at time.Time) error {
	return c.open(ctx, openID, at.Add(afterMessage), messagesAfter, func(w models.ChatWindow) bool {
		return w.Messages == messagesAfter && !w.OpenUntil.Time().Before(at.Add(afterMessage-windowSlack))
	})
}

// Gestured notes that a follower has tapped, scanned or followed: it opens a short window where none is open.
func (c *ChatWindows) Gestured(ctx context.Context, openID string, at time.Time) error {
	return c.open(ctx, openID, at.Add(afterGesture), messagesGesture, func(models.ChatWindow) bool { return true })
}

// open opens a window unless the one that is open will do.
func (c *ChatWindows) open(ctx context.Context, openID string, until time.Time, messages int, does func(models.ChatWindow) bool) error {
	indexes, err := c.keys.Indexes(indexChatWindow, openID)
	if err != nil {
		return err
	}
	is, open, err := c.of(ctx, indexes)
	if err != nil || open && does(is) {
		return err
	}
	return c.store.Write(ctx, func(tx *models.Tx) error {
		if err := tx.ForgetChatWindows(forgetBatch); err != nil {
			return err
		}
		if err := tx.CloseChatWindow(indexes[1:]); err != nil { // under a key that is being replaced
			return err
		}
		return tx.OpenChatWindow(models.ChatWindow{OpenIDIndex: indexes[0], OpenUntil: models.At(until), Messages: messages})
	})
}

// Open reports whether a customer message may go to a follower.
func (c *ChatWindows) Open(ctx context.Context, openID string) (bool, error) {
	indexes, err := c.keys.Indexes(indexChatWindow, openID)
	if err != nil {
		return false, err
	}
	_, open, err := c.of(ctx, indexes)
	return open, err
}

func (c *ChatWindows) of(ctx context.Context, indexes [][]byte) (w models.ChatWindow, open bool, err error) {
	err = c.store.Read(ctx, func(tx *models.Tx) error {
		w, open, err = tx.ChatWindowOf(indexes)
		return err
	})
	return w, open, err
}

// Used counts a message that went out.
func (c *ChatWindows) Used(ctx context.Context, openID string) error {
	return c.change(ctx, openID, (*models.Tx).UseChatWindow)
}

// Closed notes that WeChat knows of no window, or that the follower has left.
func (c *ChatWindows) Closed(ctx context.Context, openID string) error {
	return c.change(ctx, openID, (*models.Tx).CloseChatWindow)
}

func (c *ChatWindows) change(ctx context.Context, openID string, do func(*models.Tx, [][]byte) error) error {
	indexes, err := c.keys.Indexes(indexChatWindow, openID)
	if err != nil {
		return err
	}
	return c.store.Write(ctx, func(tx *models.Tx) error { return do(tx, indexes) })
}
