package wording

import (
	"fmt"
	"unicode/utf8"
)

// messages say what is wrong and what to do. They name the fault and never repeat the text, which may be personal.
var messages = map[Code]string{
	PersonName:   "含有姓名或称呼;请删去人名,只写办理的事项。",
	Kinship:      "含有亲属关系;请删去“为某某亲属”一类的话,只写办理的事项。",
	Organisation: "含有单位或企业名称;请删去名称,只写办理的事项。",
	Address:      "含有居住地或详细地址;请删去地址,只写办理的事项。",
	Opinion:      "含有评价或办理结果;请删去评价和结果,只写办理的事项。",
	Private:      "含有病情、婚姻等个人隐私;请改用不涉及隐私的规范表述。",
	Contact:      "含有电话、证件号等号码或网络账号;请删去号码,此项不能坚持上报。",
	Verbose:      "写成了经过或句子;请改成一个简短的事项名称,不写过程和服务对象。",
	Unreadable:   "没有可以辨认的文字,或文字编码有误;请重新填写服务事项。",
}

// message returns the sentence for a code.
func (c *Checker) message(code Code, text string) string {
	if code == TooLong {
		return fmt.Sprintf("共%d个字,超过%d个字;请压缩成简短的事项名称。", utf8.RuneCountInString(text), c.lexicon.maxCharacters)
	}
	return messages[code]
}
