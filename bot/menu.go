package bot

import (
	"context"

	"wanping/bot/wechat"
	"wanping/models"
)

// The tags by which WeChat shows a follower the menu of the role.
const (
	tagLiaison = "万评联络员"
	tagManager = "万评管理员"
)

func tagOf(role models.Role) string {
	switch role {
	case models.RoleLiaison:
		return tagLiaison
	case models.RoleUnitManager:
		return tagManager
	}
	return ""
}

func button(name string, c command) wechat.Button { return wechat.Button{Name: name, Key: string(c)} }

// PublishMenu puts the menus of all roles into the official account.
func PublishMenu(ctx context.Context, menus wechat.Menus) error {
	account := []wechat.Button{button("我是谁", cmdWho), button("解除绑定", cmdUnbind), button("使用帮助", cmdHelp)}
	return menus.PublishMenu(ctx,
		[]wechat.Button{
			button("我要投诉", cmdComplain), button("查投诉", cmdProgress),
			{Name: "更多", Sub: []wechat.Button{button("绑定账号", cmdBind), button("使用帮助", cmdHelp)}},
		},
		[]wechat.TaggedMenu{
			{Tag: tagLiaison, Buttons: []wechat.Button{
				button("上报", cmdReport),
				{Name: "查询", Sub: []wechat.Button{button("待报", cmdDue), button("已报", cmdRecords), button("未采录", cmdRefused), button("得分", cmdScore), button("扣分", cmdDeducted)}},
				{Name: "更多", Sub: []wechat.Button{button("零报告", cmdNil), button("更正", cmdFix), button("撤回", cmdWithdraw), button("我是谁", cmdWho), button("使用帮助", cmdHelp)}},
			}},
			{Tag: tagManager, Buttons: []wechat.Button{
				button("今日报送", cmdUnit),
				{Name: "评分", Sub: []wechat.Button{button("得分", cmdScore), button("扣分和申诉", cmdDeducted)}},
				{Name: "我的", Sub: append([]wechat.Button{button("未采录", cmdRefused)}, account...)},
			}},
		})
}
