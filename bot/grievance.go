package bot

import (
	"fmt"
	"strings"

	"wanping/internal/complaints"
	"wanping/internal/photos"
	"wanping/internal/secrets"
	"wanping/models"
)

// grievance is a complaint that the chat asks for piece by piece, or one that was looked up.
type grievance struct {
	Code   string   `json:"code,omitempty"` // of the section complained about
	Place  string   `json:"place,omitempty"`
	Text   string   `json:"text,omitempty"`
	Photos []string `json:"photos,omitempty"` // ids of uploads
	Name   string   `json:"name,omitempty"`
	Mobile string   `json:"mobile,omitempty"`
	About  string   `json:"about,omitempty"`
	Key    string   `json:"key,omitempty"` // the id of the message that made it what it is

	Receipt string   `json:"receipt,omitempty"`
	Secret  string   `json:"secret,omitempty"`
	May     []string `json:"may,omitempty"`
	Move    string   `json:"move,omitempty"` // that waits for its reason
}

const photosMost = photos.PerComplaint

func (g grievance) intake(openID string) complaints.Intake {
	return complaints.Intake{
		Code: g.Code, Text: g.Text, Photos: g.Photos, Name: g.Name, Mobile: g.Mobile, About: g.About,
		Channel: models.ChannelChat, OpenID: openID, Address: addressOf(openID),
	}
}

// fault is why the complaint could not be handed in so; "" where it could.
func (g grievance) fault(in input) string {
	if e, refused := models.AsError(g.intake(in.OpenID).Check()); refused {
		return e.Message
	}
	return ""
}

// addressOf is what limits count a chat by: of the network it comes from nothing is known here.
func addressOf(openID string) string { return "wechat:" + openID }

const storyShown = 120 // characters of it, when it is confirmed

// shown is the complaint as it is confirmed. Nobody is named in full.
func (g grievance) shown() string {
	who := "匿名"
	if g.Name+g.Mobile != "" {
		who = strings.TrimSpace(secrets.MaskName(g.Name) + " " + secrets.MaskMobile(g.Mobile))
	}
	lines := []string{"请核对:", "投诉:" + g.Place, "内容:" + g.storyShown(), fmt.Sprintf("照片:%d张", len(g.Photos)), "联系:" + who}
	if g.About == models.AboutRetaliation {
		lines = append(lines, "类型:打击报复,只由县评议办办理")
	}
	return strings.Join(lines, "\n")
}

func (g grievance) storyShown() string {
	text := longNumber.ReplaceAllString(g.Text, "***")
	if g.Name != "" {
		text = strings.ReplaceAll(text, g.Name, secrets.MaskName(g.Name))
	}
	if runes := []rune(text); len(runes) > storyShown {
		text = fmt.Sprintf("%s……(共%d个字)", string(runes[:storyShown]), len([]rune(g.Text)))
	}
	return text
}
