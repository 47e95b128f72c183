package proposals

import (
	"bytes"
	"strconv"

	"wanping/models"
)

const (
	indexKey  = "proposal.key"
	indexBody = "proposal.body"
	keyKind   = "proposal"
)

// keyUse is an idempotency key as it is looked for and kept: hashes by each key of the key file, the current first.
type keyUse struct {
	accountID    int64
	keys, bodies [][]byte
}

func (p *Proposals) keyUse(actor models.Actor, key Key) (u keyUse, err error) {
	if key.Key == "" {
		return u, nil
	}
	u.accountID = actor.AccountID
	if u.keys, err = p.keys.Indexes(indexKey, strconv.FormatInt(actor.AccountID, 10), key.Key); err != nil {
		return u, err
	}
	u.bodies, err = p.keys.Indexes(indexBody, string(key.Body))
	return u, err
}

// once adds the proposals, or finds those that the key has added before.
func (u keyUse) once(tx *models.Tx, add func() ([]models.Proposal, error)) (Batch, error) {
	if len(u.keys) > 0 {
		used, ok, err := tx.IdempotencyKeyOf(u.accountID, u.keys...)
		if err != nil {
			return Batch{}, err
		}
		if ok {
			return u.replay(tx, used)
		}
	}
	rows, err := add()
	if err != nil {
		return Batch{}, err
	}
	kept := Batch{ID: rows[0].BatchID, Proposals: rows}
	if len(u.keys) == 0 {
		return kept, nil
	}
	fresh, err := tx.AddIdempotencyKey(models.IdempotencyKey{
		AccountID: u.accountID, KeyHash: u.keys[0], BodyHash: u.bodies[0], Kind: keyKind, ResultID: kept.ID,
	})
	if err == nil && !fresh {
		err = models.NewError(models.CodeUnavailable, "同一次提交正在由另一台设备保存,请稍后重试。")
	}
	return kept, err
}

func (u keyUse) replay(tx *models.Tx, used models.IdempotencyKey) (Batch, error) {
	same := false
	for _, body := range u.bodies {
		same = same || bytes.Equal(body, used.BodyHash)
	}
	if !same || used.Kind != keyKind {
		return Batch{}, models.NewError(models.CodeIdempotencyConflict, "这个提交编号已用于另一条内容,刚才的内容没有保存。请返回重新填写后提交。")
	}
	rows, err := tx.Proposals(models.ProposalFilter{BatchID: used.ResultID})
	return Batch{ID: used.ResultID, Proposals: rows}, err
}
