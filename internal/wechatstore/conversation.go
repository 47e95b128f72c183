package wechatstore

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"wanping/internal/secrets"
	"wanping/models"
)

const (
	purposeState = "wechat.conversation"
	indexPerson  = "wechat.conversation"
)

// Conversations keeps where each chat stands, until it was quiet for its term.
type Conversations struct {
	store *models.Store
	keys  *secrets.Keyring
	term  time.Duration
	saves atomic.Int64
}

// NewConversations returns the store; a chat is forgotten term after its last message.
func NewConversations(store *models.Store, keys *secrets.Keyring, term time.Duration) *Conversations {
	return &Conversations{store: store, keys: keys, term: term}
}

// Standing is a chat as it was read; give it back to Save.
type Standing struct {
	State   string
	index   []byte // under which it is kept
	version int64
}

// Load returns where a chat stands; an empty State where it begins.
func (c *Conversations) Load(ctx context.Context, openID string) (Standing, error) {
	indexes, err := c.keys.Indexes(indexPerson, openID)
	if err != nil {
		return Standing{}, err
	}
	var row models.Conversation
	known := false
	err = c.store.Read(ctx, func(tx *models.Tx) (err error) {
		row, known, err = tx.ConversationOf(indexes...)
		return err
	})
	if err != nil || !known {
		return Standing{index: indexes[0]}, err
	}
	was := Standing{index: row.OpenIDIndex, version: row.Version}
	was.State, err = c.keys.Open(purposeState, row.StateSealed)
	if errors.Is(err, secrets.ErrWrongKey) { // the key is lost: the chat begins anew
		err = nil
	}
	return was, err
}

const sweepSaves = 200 // saves between sweeps

// Save stores where a chat stands now; false where another message of the same person came between.
func (c *Conversations) Save(ctx context.Context, was Standing, state string) (bool, error) {
	sealed, err := c.keys.Seal(purposeState, state)
	if err != nil {
		return false, err
	}
	sweep := c.saves.Add(1)%sweepSaves == 1
	saved := false
	err = c.store.Write(ctx, func(tx *models.Tx) error {
		if sweep {
			if err := tx.ForgetConversations(sweepBatch); err != nil {
				return err
			}
		}
		row := models.Conversation{
			OpenIDIndex: was.index, StateSealed: sealed, Version: was.version + 1, ExpiresAt: models.At(tx.Now().Add(c.term)),
		}
		saved, err = tx.SaveConversation(row, was.version)
		return err
	})
	return saved, err
}
