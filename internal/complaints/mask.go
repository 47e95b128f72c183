package complaints

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

const masked = "***"

// Who complained can be told by a number, an address in the net, or a name that the text gives. Masking is by rule and
// not by understanding: what else names the complainant the office takes out at assigning (Move.UnitText).
var (
	// five digits and more, with what people put between them; Chinese ones too
	numberPattern = regexp.MustCompile(`[0-9XxQqVv](?:[-\s_.·、,,()()]{0,2}[0-9Xx]){4,}`)
	// a day of these years, which tells when and not who
	dayPattern     = regexp.MustCompile(`^20[23][0-9][-./][0-9]{1,2}[-./][0-9]{1,2}$`)
	hanNumber      = regexp.MustCompile(`[零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖](?:[-\s、,,]?[零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖]){6,}`)
	mailPattern    = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+`)
	handlePattern  = regexp.MustCompile(`(?i)((?:微信|vx|wx|qq|抖音)号?(?:是|为)?[::\s]{0,3})[A-Za-z0-9_-]{4,}`)
	namedPattern   = regexp.MustCompile(`((?:我叫|我的名字(?:叫|是)|姓名(?:是|叫)?[::\s]{0,3}|联系人(?:是)?[::\s]{0,3}|投诉人(?:是)?[::]))[\p{Han}]{2,3}`)
	addressPattern = regexp.MustCompile(`[0-90-9零一二三四五六七八九十]+(?:号楼|栋|幢|单元|室|弄)`)
	housePattern   = regexp.MustCompile(`[\p{Han}]{2,8}(?:路|街|巷|弄|村|小区|花园|公寓)[0-90-9]+号?`)
)

// mask takes out of a text what names the complainant: the name and number given, and what the patterns find.
func mask(text, name, mobile string) string {
	text = maskName(text, name)
	if mobile != "" {
		text = strings.ReplaceAll(text, mobile, masked)
	}
	text = mailPattern.ReplaceAllString(text, masked)
	text = handlePattern.ReplaceAllString(text, "${1}"+masked)
	text = namedPattern.ReplaceAllString(text, "${1}"+masked)
	text = housePattern.ReplaceAllString(text, masked)
	text = addressPattern.ReplaceAllString(text, masked)
	text = maskNumbers(text)
	return hanNumber.ReplaceAllString(text, masked)
}

// maskNumbers finds numbers in full-width digits as well: where folding changes a text's length, it is folded for good.
func maskNumbers(text string) string {
	return numberPattern.ReplaceAllStringFunc(width.Fold.String(text), func(found string) string {
		if dayPattern.MatchString(found) {
			return found
		}
		return masked
	})
}

// maskName takes out the name given, with blanks or dots between its characters, its given part, and the family name with
// a form of address.
func maskName(text, name string) string {
	runes := []rune(strings.Join(strings.Fields(name), ""))
	if len(runes) == 0 {
		return text
	}
	parts := make([]string, len(runes))
	for i, r := range runes {
		parts[i] = regexp.QuoteMeta(string(r))
	}
	forms := []string{strings.Join(parts, `[\s··._-]{0,2}`)}
	if len(runes) >= 3 {
		forms = append(forms, strings.Join(parts[1:], `[\s··._-]{0,2}`))
	}
	if len(runes) >= 2 && utf8.RuneLen(runes[0]) > 1 {
		forms = append(forms, parts[0]+"(?:先生|女士|小姐|老师|师傅|阿姨|大爷|大妈|同志|某某|某)")
	}
	pattern, err := regexp.Compile("(?i)" + strings.Join(forms, "|"))
	if err != nil {
		return strings.ReplaceAll(text, name, masked)
	}
	return pattern.ReplaceAllString(text, masked)
}
