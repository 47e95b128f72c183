package models

import "time"

// WechatToken is an app's access token, sealed, with the lease by which one of several processes fetches the next.
type WechatToken struct {
	AppID       string `gorm:"primaryKey"`
	ValueSealed []byte // empty where there is no token
	UseUntil    Instant
	LeaseHolder string // "" where nobody fetches
	LeaseUntil  Instant
}

// WechatTokenOf finds an app's row.
func (tx *Tx) WechatTokenOf(appID string) (WechatToken, bool, error) {
	return one[WechatToken](tx.db.Where("app_id = ?", appID))
}

// LeaseWechatToken gives holder the lease until then, unless another has it at now; false where another has.
func (tx *Tx) LeaseWechatToken(appID, holder string, now, until time.Time) (bool, error) {
	free := tx.db.Model(&WechatToken{}).
		Where("app_id = ? AND (lease_holder IN ('', ?) OR lease_until <= ?)", appID, holder, At(now)).
		Updates(map[string]any{"lease_holder": holder, "lease_until": At(until)})
	if free.Error != nil || free.RowsAffected == 1 {
		return free.Error == nil, free.Error
	}
	if _, taken, err := tx.WechatTokenOf(appID); err != nil || taken {
		return false, err
	}
	err := tx.db.Create(&WechatToken{AppID: appID, LeaseHolder: holder, LeaseUntil: At(until)}).Error
	if duplicate(err) { // another process was the first
		return false, nil
	}
	return err == nil, err
}

// StoreWechatToken stores the token and ends the lease, if the row's holder still has it; otherwise it does nothing.
func (tx *Tx) StoreWechatToken(t WechatToken) error {
	return tx.db.Model(&WechatToken{}).Where("app_id = ? AND lease_holder = ?", t.AppID, t.LeaseHolder).
		Updates(map[string]any{"value_sealed": t.ValueSealed, "use_until": t.UseUntil, "lease_holder": "", "lease_until": 0}).Error
}
