package qrcodes_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/internal/qrcodes"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func each(t *testing.T, test func(*testing.T, *testkit.Kit)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) { test(t, testkit.NewOn(t, open)) })
}

func codeOf(t *testing.T, k *testkit.Kit, section int) qrcodes.Issued {
	t.Helper()
	issued, err := k.Codes.Of(t.Context(), models.CommandLine(), section)
	require.NoError(t, err)
	return issued
}

func TestACodeLeadsToItsSection(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		issued := codeOf(t, k, testkit.Window)
		require.Equal(t, testkit.Base+"/c/"+issued.Code, issued.Link)
		want := qrcodes.Place{SectionNo: testkit.Window, SectionName: "窗口科", UnitNo: testkit.Unit1, UnitName: "甲局"}
		typed := strings.NewReplacer("0", "O", "1", "l").Replace(strings.ToUpper(qrcodes.Spoken(issued.Code)))
		for _, code := range []string{issued.Code, strings.ToUpper(issued.Code), " " + qrcodes.Spoken(issued.Code) + " ", typed} {
			place, err := k.Codes.Resolve(t.Context(), code)
			require.NoError(t, err, code)
			require.Equal(t, want, place)
		}
		require.Equal(t, issued, codeOf(t, k, testkit.Window), "a section has one living code")
	})
}

func TestACodeTellsNothingAndFitsEveryQRCode(t *testing.T) {
	k := testkit.New(t)
	list, err := k.Codes.List(t.Context(), models.CommandLine(), qrcodes.Wanted{})
	require.NoError(t, err)
	require.Len(t, list, 3)
	seen := map[string]bool{}
	for _, one := range list {
		require.Regexp(t, "^[0-9a-hjkmnp-tv-z]{20}$", one.Code, "a mini-program's scene holds 32 of these characters")
		require.False(t, seen[one.Code])
		seen[one.Code] = true
	}
}

func TestMadeUpCodesAreRefused(t *testing.T) {
	k := testkit.New(t)
	issued := codeOf(t, k, testkit.Window)
	const letters = "0123456789abcdefghjkmnpqrstvwxyz"
	t.Run("any one letter changed", func(t *testing.T) {
		for i := range issued.Code {
			for _, letter := range letters {
				if byte(letter) == issued.Code[i] {
					continue
				}
				forged := issued.Code[:i] + string(letter) + issued.Code[i+1:]
				_, err := k.Codes.Resolve(t.Context(), forged)
				require.Equal(t, models.CodeCodeUnknown, models.CodeOf(err), forged)
			}
		}
	})
	t.Run("whatever is sent", func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			_, err := k.Codes.Resolve(t.Context(), rapid.String().Draw(rt, "code"))
			require.Equal(rt, models.CodeCodeUnknown, models.CodeOf(err))
		})
	})
	t.Run("of another county's key", func(t *testing.T) {
		other := testkit.New(t)
		_, err := k.Codes.Resolve(t.Context(), codeOf(t, other, testkit.Window).Code)
		require.Equal(t, models.CodeCodeUnknown, models.CodeOf(err))
	})
	t.Run("a million by chance, without a look into the database", func(t *testing.T) {
		require.NoError(t, k.Store.Close()) // a look into it would be another error
		random := make([]byte, 20)
		for range 1_000_000 {
			_, _ = rand.Read(random)
			for i, b := range random {
				random[i] = letters[b&31]
			}
			_, err := k.Codes.Resolve(t.Context(), string(random))
			if models.CodeOf(err) != models.CodeCodeUnknown {
				t.Fatalf("%s: %v", random, err)
			}
		}
	})
}

func TestAReplacedCodeSaysSo(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		old := codeOf(t, k, testkit.Window)
		manager, _ := k.LogIn(t, testkit.LoginOf(models.RoleUnitManager, testkit.Unit1))
		fresh, err := k.Codes.Reissue(t.Context(), manager, testkit.Window, "海报被人换过")
		require.NoError(t, err)
		require.NotEqual(t, old.Code, fresh.Code)

		_, err = k.Codes.Resolve(t.Context(), old.Code)
		require.Equal(t, models.CodeCodeReplaced, models.CodeOf(err))
		require.Contains(t, models.MessageOf(err), "“窗口科”已换了新码")
		place, err := k.Codes.Resolve(t.Context(), fresh.Code)
		require.NoError(t, err)
		require.Equal(t, testkit.Window, place.SectionNo)
		require.Equal(t, fresh, codeOf(t, k, testkit.Window))

		var trail []models.AuditEntry
		require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) (err error) {
			trail, err = tx.AuditEntries(0, 1)
			return err
		}))
		require.Equal(t, "section.issue_code", trail[0].Action)
		require.Equal(t, "section:1", trail[0].Subject)
		require.Equal(t, "海报被人换过", trail[0].Detail)
		require.Equal(t, manager.AccountID, trail[0].AccountID)
	})
}

func TestWhoMayHaveAndReplaceACode(t *testing.T) {
	k := testkit.New(t)
	actor := func(role models.Role, of int) models.Actor {
		if role == models.RoleLiaison || role == models.RoleUnitManager {
			a, _ := k.LogIn(t, testkit.LoginOf(role, of))
			return a
		}
		a, _ := k.Office(t, role, of)
		return a
	}
	for _, c := range []struct {
		role              models.Role
		of                int
		mayHave, mayRenew bool
	}{
		{models.RoleLiaison, testkit.Window, true, false},
		{models.RoleLiaison, testkit.Monthly, false, false},
		{models.RoleUnitManager, testkit.Unit1, true, true},
		{models.RoleUnitManager, testkit.Unit2, false, false},
		{models.RoleReviewOffice, 1, true, true},
		{models.RoleAdministrator, 1, true, false},
		{models.RoleAuditor, 1, false, false},
	} {
		who := actor(c.role, c.of)
		_, err := k.Codes.Of(t.Context(), who, testkit.Window)
		require.Equal(t, c.mayHave, err == nil, "%s %d: %v", c.role, c.of, err)
		_, err = k.Codes.Reissue(t.Context(), who, testkit.Window, "撕坏了")
		require.Equal(t, c.mayRenew, err == nil, "%s %d: %v", c.role, c.of, err)
	}
	_, err := k.Codes.Reissue(t.Context(), models.CommandLine(), testkit.Window, "  ")
	require.Equal(t, models.CodeInvalid, models.CodeOf(err), "without a reason")
	_, err = k.Codes.Of(t.Context(), models.CommandLine(), 99)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
}

func TestACodeOfAGoneSectionSaysWhatToDo(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		merged, ended := codeOf(t, k, testkit.Monthly), codeOf(t, k, testkit.Abroad)
		k.Merge(t, testkit.Monthly, testkit.Window, "2023-10-01")
		k.Dissolve(t, testkit.Abroad, "2023-10-01")

		_, err := k.Codes.Resolve(t.Context(), merged.Code)
		require.NoError(t, err, "it is still there on its last day")
		k.At(t, "2023-10-01 08:00:00")
		_, err = k.Codes.Resolve(t.Context(), merged.Code)
		require.Equal(t, models.CodeSectionDissolved, models.CodeOf(err))
		require.Contains(t, models.MessageOf(err), "“综合科”已并入甲局“窗口科”")
		_, err = k.Codes.Resolve(t.Context(), ended.Code)
		require.Equal(t, models.CodeSectionDissolved, models.CodeOf(err))
		require.Contains(t, models.MessageOf(err), "“业务科”已不在参评科室之列")
		_, err = k.Codes.Reissue(t.Context(), models.CommandLine(), testkit.Abroad, "换新")
		require.Equal(t, models.CodeSectionDissolved, models.CodeOf(err))
	})
}

func TestPostedCodesOutliveARotationOfKeys(t *testing.T) {
	k := testkit.New(t)
	posted := codeOf(t, k, testkit.Window)
	for range 3 {
		k.Rotate(t)
	}
	place, err := k.Codes.Resolve(t.Context(), posted.Code)
	require.NoError(t, err)
	require.Equal(t, testkit.Window, place.SectionNo)
	require.Equal(t, posted, codeOf(t, k, testkit.Window), "and posters printed anew carry the same code")
	fresh, err := k.Codes.Reissue(t.Context(), models.CommandLine(), testkit.Window, "换新")
	require.NoError(t, err)
	_, err = k.Codes.Resolve(t.Context(), fresh.Code)
	require.NoError(t, err)
}
