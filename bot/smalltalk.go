package bot

import (
	"regexp"

	"wanping/models"
)

// remarks are what people say or ask besides, with an answer of one sentence for those whom it concerns.
var remarks = []struct {
	said   *regexp.Regexp
	for_   func(role models.Role) bool
	answer string
}{
	{regexp.MustCompile(`^(?:好的?|嗯)?(?:谢|多谢|感谢|辛苦|thank)`), anyone, "不客气。要做什么,回复“帮助”查看。"},
	{regexp.MustCompile(`^(?:收到|知道了?|明白了?|了解)$`), anyone, "好的。要做什么,回复“帮助”查看。"},
	{regexp.MustCompile(`密码`), staff, "密码在网页版或手机页的登录页上改;忘了的,请系统管理员重发激活码。"},
	{regexp.MustCompile(`换(?:手机|微信)`), staff, "换手机、微信号没换的,不用重新绑定。换了微信号的:登录自己的账号领新的绑定码,用新微信发给我,旧微信自动解绑。"},
	{regexp.MustCompile(`换人|换联络员|交接|轮岗|调走|调离|离职|不干了`), staff, "换人请单位管理员联系系统管理员移交账号:接手人用新的激活码激活,您的绑定随之结束。"},
	{regexp.MustCompile(`批量|表格|上传|导[出入]|excel`), liaisons, "整表报送请打开手机页或网页版的“表格报送”,一次可传多行;在这里也可以一次发几条,一行一条。"},
	{regexp.MustCompile(`催|督促|督办|提醒.*科`), manager, "到点没报的,系统会提醒联络员,也会告诉您。看哪个科室没报,回复“今日报送”。"},
	{regexp.MustCompile(`导出|[周月季]报|小结|报表|统计`), manager, "每周、每季的小结到时会发给您;导出和更多明细在网页版。"},
	{regexp.MustCompile(`提醒|通知|消息`), staff, "到点没报、快到申诉期限等,会在公众号里提醒您。想多一路提醒:打开小程序“我的”,点“允许发送提醒”;不想收,在小程序右上角“···”的设置里关。"},
	{regexp.MustCompile(`小程序`), staff, "小程序和公众号用同一个账号。第一次打开小程序,按提示登录;要绑定码的,登录网页版或手机页“我的”领取。"},
	{regexp.MustCompile(`骗子|垃圾|滚|妈的|你妈|傻|破|烂|废物|fuck`), citizen, "让您不满意了,很抱歉。请把事情告诉我们:回复“投诉”,可以匿名。"},
	{regexp.MustCompile(`骗子|垃圾|滚|妈的|你妈|傻|破|烂|废物|fuck`), staff, "让您不顺手了,很抱歉。说说要做什么,或回复“帮助”;系统有问题,请告诉县评议办。"},
	{regexp.MustCompile(`表扬|满意|好评|差评|点赞|投票|评价|打分|评分`), citizen, "这里现在只收投诉和建议,满意度由县评议办另行调查,这一条没有记录。要反映问题,回复“投诉”。"},
	{regexp.MustCompile(`材料|怎么办理|上班|下班|几点|电话|地址|多少钱|费用|预约|在哪`), citizen, "这里解答不了具体业务,请直接问办事窗口。对服务有意见,回复“投诉”。"},
	{regexp.MustCompile(`人工|客服|人呢|在线等|回话|真人|机器人|你是谁`), anyone, "我是自动回复。能办的事,回复“帮助”查看;办不了的,请联系县评议办。"},
}

func anyone(models.Role) bool        { return true }
func staff(role models.Role) bool    { return role != "" }
func manager(role models.Role) bool  { return role == models.RoleUnitManager }
func liaisons(role models.Role) bool { return role == models.RoleLiaison }
func citizen(role models.Role) bool  { return role == "" }

// smallTalk answers a remark; "" where it is none.
func smallTalk(in input) string {
	plain := bare(in.words)
	if len([]rune(plain)) > gistLongest {
		return ""
	}
	for _, one := range remarks {
		if one.for_(in.role()) && one.said.MatchString(plain) {
			return one.answer
		}
	}
	return ""
}
