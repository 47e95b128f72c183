package reminders

import "wanping/models"

// messages are notices as the outbox takes them; it puts the values into the topic's words.
func messages(notices []Notice) []models.Message {
	out := make([]models.Message, len(notices))
	for i, n := range notices {
		out[i] = models.Message{
			Key: n.Key, ToRole: n.Role, ToUnit: n.Unit, ToSection: n.Section, Topic: n.Topic, Subject: n.Subject, Values: n.Values,
		}
		if !n.Expires.IsZero() {
			out[i].ExpiresAt = models.At(n.Expires)
		}
	}
	return out
}
