package secrets

import "strings"

// MaskName shows the family name only: 张三丰 -> 张**. A single character is hidden whole.
func MaskName(name string) string {
	runes := []rune(name)
	if len(runes) < 2 {
		return strings.Repeat("*", len(runes))
	}
	return string(runes[:1]) + strings.Repeat("*", len(runes)-1)
}

// MaskMobile shows the first three and last two digits of a mobile number: 138******12.
func MaskMobile(mobile string) string {
	if len(mobile) < 8 {
		return strings.Repeat("*", len(mobile))
	}
	return mobile[:3] + strings.Repeat("*", len(mobile)-5) + mobile[len(mobile)-2:]
}
