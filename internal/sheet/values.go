package sheet

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wanping/models"
)

// Digits returns a number that has no meaning as an amount (a mobile number, an id) as its digits. A spreadsheet may
// hold it as a number and write 1.3800000012E+10: that is undone where no digit is lost. ok is false where some are,
// as in the text 1.38E+10.
func (c Cell) Digits() (text string, ok bool) {
	text = strings.TrimSuffix(c.Text, ".0")
	scientific := scientificForm.FindStringSubmatch(text)
	if scientific == nil {
		return text, true
	}
	exponent, err := strconv.Atoi(scientific[3])
	if err != nil || exponent > 30 {
		return text, false
	}
	value, valid := new(big.Rat).SetString(text)
	if !valid || !value.IsInt() {
		return text, false
	}
	shown := len(scientific[1]) + len(scientific[2])
	return value.Num().String(), c.Kind == Number || shown > exponent
}

var scientificForm = regexp.MustCompile(`^([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})$`)

var dayForm = regexp.MustCompile(`^([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))(?:[T ][0-9:.]*Z?)?$`)

// The days that a spreadsheet's number may stand for: 1970 to 2199, counted from 1900 on. Smaller numbers are no dates.
const firstSerial, lastSerial = 25569, 109574

// lag1904 is how many days later workbooks begin that count from 1904.
const lag1904 = 1462

// Day reads a date as people write it, 2023-09-27, 2023/9/27, 2023年9月27日, 20230927, or as a spreadsheet's number
// of days. Errors: CodeInvalidDate.
func (f *File) Day(c Cell) (models.Day, error) {
	if parts := dayForm.FindStringSubmatch(c.Text); parts != nil {
		month, day := parts[2]+parts[4], parts[3]+parts[5]
		return models.ParseDay(fmt.Sprintf("%s-%02s-%02s", parts[1], month, day))
	}
	serial, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || c.Kind != Number {
		return models.ParseDay(c.Text)
	}
	days := int(min(max(serial, -1e9), 1e9))
	if f.Date1904 {
		days += lag1904
	}
	if days < firstSerial || days > lastSerial {
		return models.ParseDay(c.Text)
	}
	return models.NewDay(1970, time.January, 1).AddDays(days - firstSerial), nil
}
