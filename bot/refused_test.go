package bot_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
)

func TestRowsThatAnUploadRefusedAreToldInTheChat(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	liaison, err := c.Accounts.Bound(t.Context(), c.openID)
	require.NoError(t, err)
	const table = "服务对象姓名,手机号码,服务事项,类别,受理日期,办结日期\n" +
		"李小红,13800000012,护照办理,许可,2023-09-27,2023-09-27\n" +
		"李小明,1380000,护照办理,许可,2023-09-27,2023-09-27\n" +
		"李小刚,13800000013,咨询户口问题非常满意,咨询服务,2023-09-27,2023-09-27\n"
	_, err = c.Reporting.Upload(t.Context(), liaison.Actor, []byte(table), models.KeepGood, reporting.Key{Key: "upload-1", Body: []byte(table)})
	require.NoError(t, err)
	require.NoError(t, c.Reporting.WorkUploads(t.Context()))
	c.play(`
		说 未采录
		答 9月27日09:00上传的表共3行,2行有错,采录1行
		答 第3行
		答 手机号码
		答 第4行
		无 1380000
		无 李小明`)
}
