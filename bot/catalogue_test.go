package bot_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/testkit"
	"wanping/models"
)

// approve puts items into a section's catalogue.
func (c *chat) approve(section int, items ...models.CatalogueItem) {
	c.Helper()
	require.NoError(c, c.Store.Write(c.Context(), func(tx *models.Tx) error {
		for _, item := range items {
			item.SectionNo = section
			if _, err := tx.AddCatalogueItem(&item); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestItemsAreFoundByAFewLetters(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.approve(testkit.Window,
		models.CatalogueItem{Item: "护照办理", Category: models.CategoryLicence},
		models.CatalogueItem{Item: "护照换发", Category: models.CategoryPower},
		models.CatalogueItem{Item: "户口咨询"})
	c.play(`
		说 上报
		说 李小红
		说 13800000012
		答 回复“目录”或拼音首字母
		说 hz
		答 1 护照办理
		答 2 护照换发
		答 没有合适的,直接写事项名称
		说 3
		答 请回复1到2
		说 2
		答 事项:护照换发
		答 类别:其他权力
		说 1
		答 已保存
		说 上报 李小红 13900000013
		说 xyz
		答 目录里没有拼音首字母是“xyz”的事项
		说 目录
		答 1 户口咨询
		说 护照
		答 就写“护照”,回复 0
		说 户口业务指导
		答 事项:户口业务指导
		说 取消
		说 上报 李小红 13900000013
		说 护照
		说 0
		答 事项:护照
		说 取消
		说 上报 李小红 13900000013
		说 登记
		答 事项:登记`)
}

func TestWithoutACatalogueTheItemIsWritten(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.play(`
		说 上报 李小红 13800000012
		说 目录
		答 还没有事项目录
		说 hzbl
		答 目录里没有
		说 护照办理
		答 请核对`)
}
