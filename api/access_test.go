package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"wanping/internal/testkit"
	"wanping/models"
)

const (
	liaison   = models.RoleLiaison
	manager   = models.RoleUnitManager
	review    = models.RoleReviewOffice
	work      = models.RoleWorkCommittee
	auditor   = models.RoleAuditor
	petitions = models.RolePetitionsBureau
	justice   = models.RoleJusticeBureau
	centre    = models.RoleServiceCentre
	admin     = models.RoleAdministrator
	everyone  = models.Role("everyone") // who is logged in
	stranger  = models.Role("stranger") // who is not, too
	operator  = models.Role("operator") // by address
)

// access is who may use each route, written down apart from the contract: a change of either needs the other.
// Owners (own section, own unit) are in ownership below.
var access = map[string][]models.Role{
	"GET /healthz":           {stranger},
	"GET /readyz":            {stranger},
	"GET /metrics":           {operator},
	"GET /api/v1/clock":      {stranger},
	"PUT /api/v1/demo/clock": {stranger},

	// The app's pages, which hold nothing of anybody.
	"GET /": {stranger}, "GET /m/*file": {stranger}, "GET /c/:code": {stranger},
	"HEAD /": {stranger}, "HEAD /m/*file": {stranger}, "HEAD /c/:code": {stranger},

	"POST /api/v1/activations":        {stranger},
	"POST /api/v1/sessions":           {stranger},
	"GET /api/v1/sessions":            {everyone},
	"DELETE /api/v1/sessions/current": {everyone},
	"DELETE /api/v1/sessions/:id":     {everyone},
	"GET /api/v1/me":                  {everyone},
	"PUT /api/v1/me/password":         {everyone},
	"POST /api/v1/me/binding-codes":   {everyone},
	"POST /api/v1/mini/sessions":      {stranger},
	"POST /api/v1/mini/bindings":      {stranger},

	"GET /api/v1/accounts":                          {admin, auditor, review, manager},
	"POST /api/v1/accounts":                         {admin},
	"GET /api/v1/accounts/:login":                   {admin, auditor, manager},
	"POST /api/v1/accounts/:login/activation-codes": {admin, manager},
	"POST /api/v1/accounts/:login/handovers":        {admin, manager},
	"POST /api/v1/accounts/:login/closure":          {admin},
	"GET /api/v1/accounts/:login/deliveries":        {admin, review},
	"DELETE /api/v1/accounts/:login/sessions":       {admin, manager},

	"GET /api/v1/units":                    {everyone},
	"GET /api/v1/sections":                 {everyone},
	"GET /api/v1/sections/:no":             {everyone},
	"POST /api/v1/sections/:no/attributes": {review},

	"POST /api/v1/records":                {liaison},
	"GET /api/v1/records":                 {liaison, manager, review, work, auditor},
	"GET /api/v1/records/:id":             {liaison, manager, review, work, auditor},
	"POST /api/v1/records/:id/withdrawal": {liaison},
	"POST /api/v1/records/:id/correction": {liaison},
	"POST /api/v1/records/:id/reveals":    {liaison, manager, review},
	"GET /api/v1/deductions":              {liaison, manager},
	"POST /api/v1/wording/check":          {liaison},
	"GET /api/v1/attempts":                {liaison, manager, review, work, auditor},
	"GET /api/v1/duty":                    {liaison, manager, review, work, auditor},
	"GET /api/v1/duty/missed":             {liaison, manager},
	"GET /api/v1/audit":                   {auditor, review, admin},

	"POST /api/v1/proposals":               {manager, review, work, petitions, justice, centre},
	"GET /api/v1/proposals":                {liaison, manager, review, work, petitions, justice, centre, auditor, admin},
	"GET /api/v1/proposals/:id":            {liaison, manager, review, work, petitions, justice, centre, auditor, admin},
	"GET /api/v1/proposals/:id/notices":    {review, work, petitions, justice, centre, auditor},
	"POST /api/v1/proposals/confirmation":  {review, work},
	"POST /api/v1/proposals/examination":   {work},
	"POST /api/v1/proposals/refusal":       {review, work},
	"POST /api/v1/proposals/withdrawal":    {manager, review, work, petitions, justice, centre},
	"POST /api/v1/proposals/:id/objection": {liaison, manager},
	"PUT /api/v1/proposals/:id/section":    {manager},
	"POST /api/v1/appeals":                 {manager},
	"GET /api/v1/appeals":                  {manager, review, work, petitions, justice, centre, auditor, admin},
	"POST /api/v1/appeals/:id/decision":    {review, work},
	"GET /api/v1/notices":                  {everyone},
	"GET /api/v1/notices/unreached":        {manager, review, work, auditor, admin},
	"GET /api/v1/me/consents":              {everyone},
	"POST /api/v1/me/consents":             {everyone},
	"GET /api/v1/me/mobile":                {everyone},
	"PUT /api/v1/me/mobile":                {everyone},
	"PUT /api/v1/notices/:id/receipt":      {everyone},
	"GET /api/v1/board":                    {liaison, manager, review, work, petitions, justice, centre, auditor, admin},
	"GET /api/v1/board/sections/:no":       {liaison, manager, review, work, petitions, justice, centre, auditor, admin},
	"GET /api/v1/board/changes":            {liaison, manager, review, work, petitions, justice, centre, auditor, admin},
	"GET /api/v1/selection":                {review, work, petitions, justice, centre, auditor, admin},
	"GET /api/v1/boards":                   {stranger},
	"POST /api/v1/boards":                  {review},
	"GET /api/v1/boards/:name":             {stranger},
	"GET /api/v1/ledger/entries":           {review, work, auditor},
	"GET /api/v1/ledger/head":              {stranger},
	"GET /api/v1/ledger/key":               {stranger},

	"GET /api/v1/duty/overview":               {liaison, manager, review, work, auditor},
	"POST /api/v1/nil-reports":                {liaison},
	"GET /api/v1/nil-reports":                 {liaison, manager, review, work, auditor},
	"POST /api/v1/nil-reports/:id/withdrawal": {liaison},
	"GET /api/v1/catalogue":                   {liaison, manager, review, work, auditor},
	"POST /api/v1/catalogue/imports":          {review},
	"DELETE /api/v1/catalogue/:id":            {review},
	"GET /api/v1/templates/records":           {everyone},
	"POST /api/v1/uploads":                    {liaison},
	"GET /api/v1/uploads":                     {liaison},
	"GET /api/v1/uploads/:id":                 {liaison},
	"GET /api/v1/uploads/:id/answer":          {liaison},
	"POST /api/v1/exports":                    {liaison, manager, review},
	"POST /api/v1/refusals/imports":           {liaison, review},
	"GET /api/v1/refusals":                    {liaison, manager, review, work, auditor},
	"GET /api/v1/templates/proposals":         {everyone},
	"POST /api/v1/proposals/imports":          {manager, review, work, petitions, justice, centre},
	"POST /api/v1/rule-files":                 {review},
	"GET /api/v1/rule-files/:hash":            {review, work, petitions, justice, centre, auditor, admin},
	"GET /api/v1/leads":                       {review, work, auditor},
	"POST /api/v1/leads/:id/dismissal":        {review},
	"POST /api/v1/leads/:id/proposal":         {review, work},

	"GET /api/v1/reminders": {review, work, auditor, admin},

	"GET /api/v1/codes/:code":                   {stranger},
	"GET /api/v1/sections/:no/code":             {liaison, manager, review, admin},
	"POST /api/v1/sections/:no/codes":           {manager, review},
	"POST /api/v1/photos":                       {stranger},
	"POST /api/v1/complaints":                   {stranger},
	"GET /api/v1/complaints":                    {liaison, manager, review, work, auditor},
	"GET /api/v1/complaints/:id":                {liaison, manager, review, work, auditor},
	"POST /api/v1/complaints/:id/moves":         {liaison, manager, review},
	"POST /api/v1/complaints/:id/reveals":       {review},
	"POST /api/v1/complaints/:id/proposals":     {review},
	"GET /api/v1/complaints/:id/photos/:n":      {liaison, manager, review, work, auditor},
	"GET /api/v1/complaints/statistics":         {liaison, manager, review, work, auditor},
	"GET /api/v1/complaints/export":             {liaison, manager, review, work, auditor},
	"GET /api/v1/templates/hotline-cases":       {petitions, review},
	"POST /api/v1/hotline-cases/imports":        {petitions},
	"GET /api/v1/hotline-cases":                 {petitions, review, auditor},
	"POST /api/v1/hotline-cases/:id/proposals":  {petitions},
	"GET /api/v1/receipts/:receipt":             {stranger},
	"POST /api/v1/receipts/:receipt/verdict":    {stranger},
	"POST /api/v1/receipts/:receipt/withdrawal": {stranger},
	"POST /api/v1/receipts/:receipt/objection":  {stranger},
	"GET /api/v1/receipts/:receipt/photos/:n":   {stranger},
	"GET /api/v1/posters":                       {liaison, manager, review, admin},
	"GET /api/v1/sections/:no/code/picture":     {liaison, manager, review, admin},
}

func (d *desk) routes() gin.RoutesInfo {
	engine, ok := d.handler.(*gin.Engine)
	require.True(d.t, ok)
	return engine.Routes()
}

func TestEveryRouteIsInTheMatrix(t *testing.T) {
	d := newDesk(t)
	var routed []string
	for _, r := range d.routes() {
		routed = append(routed, r.Method+" "+r.Path)
	}
	listed := make([]string, 0, len(access))
	for route := range access {
		listed = append(listed, route)
	}
	require.ElementsMatch(t, listed, routed, "a new route is refused until it is listed here with who may use it")
}

// concrete fills a route's parameters with what exists.
func concrete(route string) (method, path string) {
	method, path, _ = strings.Cut(route, " ")
	return method, strings.NewReplacer(":receipt", "100000000009", ":id", "1", ":no", "1", "photos/:n", "photos/1", ":login", "jiaju001").Replace(path)
}

func TestRoleByRoute(t *testing.T) {
	for route, allowed := range access {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			method, path := concrete(route)
			if slices.Contains(allowed, operator) {
				require.Equal(t, http.StatusOK, d.call(method, path, "", "").status)
				far := d.call(method, path, d.as(admin, 1), "", "RemoteAddr", "192.0.2.1:50000")
				require.Equal(t, http.StatusForbidden, far.status, "an account does not make an operator")
				return
			}
			if slices.Contains(allowed, stranger) {
				require.NotEqual(t, http.StatusUnauthorized, d.call(method, path, "", "{}").status)
				return
			}
			nobody := d.call(method, path, "", "{}")
			require.Equal(t, http.StatusUnauthorized, nobody.status)
			forged := d.call(method, path, "AAAABBBBCCCCDDDD", "{}")
			require.Equal(t, http.StatusUnauthorized, forged.status)
			for _, role := range models.Roles() {
				got := d.call(method, path, d.as(role, 1), "{}")
				code, _ := got.refusal(t)
				if slices.Contains(allowed, role) || slices.Contains(allowed, everyone) {
					require.NotEqual(t, "forbidden", code, "%s may", role)
					require.NotEqual(t, http.StatusUnauthorized, got.status, "%s may", role)
				} else {
					require.Equal(t, http.StatusForbidden, got.status, "%s may not: %s", role, got.body)
				}
			}
		})
	}
}

// ownership: who reaches what belongs to section 1 of unit 1, for every route with an owner.
var ownership = map[string]map[string]int{ // route -> asker -> status
	"GET /api/v1/records/:id": {
		"liaison 1": 200, "liaison 2": 404, "liaison 3": 404, "unit_manager 1": 200, "unit_manager 2": 404,
		"review_office 1": 200, "work_committee 1": 200, "auditor 1": 200,
	},
	"POST /api/v1/records/:id/reveals": {
		"liaison 1": 201, "liaison 2": 404, "liaison 3": 404, "unit_manager 1": 201, "unit_manager 2": 404, "review_office 1": 201,
	},
	"POST /api/v1/records/:id/withdrawal":           {"liaison 2": 404, "liaison 3": 404, "liaison 1": 200},
	"POST /api/v1/records/:id/correction":           {"liaison 2": 404, "liaison 3": 404, "liaison 1": 201},
	"GET /api/v1/records?section_no=1":              {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "auditor 1": 200},
	"GET /api/v1/records?unit_no=1":                 {"liaison 1": 403, "unit_manager 1": 200, "unit_manager 2": 403, "review_office 1": 200},
	"GET /api/v1/attempts?section_no=1":             {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "auditor 1": 200},
	"GET /api/v1/duty?section_no=1":                 {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 422, "review_office 1": 200},
	"GET /api/v1/duty/missed?section_no=1":          {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 404},
	"GET /api/v1/accounts/:login/deliveries":        {"review_office 1": 200, "administrator 1": 200},
	"GET /api/v1/accounts/:login":                   {"unit_manager 1": 200, "unit_manager 2": 404, "administrator 1": 200, "auditor 1": 200},
	"DELETE /api/v1/accounts/:login/sessions":       {"unit_manager 2": 404},
	"POST /api/v1/accounts/:login/handovers":        {"unit_manager 2": 404},
	"POST /api/v1/accounts/:login/activation-codes": {"unit_manager 2": 404},
	"DELETE /api/v1/sessions/:id":                   {"liaison 2": 404},

	"POST /api/v1/nil-reports/:id/withdrawal": {"liaison 2": 404, "liaison 1": 200},
	"GET /api/v1/nil-reports?section_no=1&from=2023-09-01&to=2023-09-30": {
		"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 404, "auditor 1": 200,
	},
	"GET /api/v1/catalogue?section_no=1":  {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 404, "auditor 1": 200},
	"DELETE /api/v1/catalogue/:id":        {"review_office 1": 204},
	"GET /api/v1/uploads/:id":             {"liaison 1": 200, "liaison 2": 404, "liaison 3": 404},
	"GET /api/v1/uploads/:id/answer":      {"liaison 1": 200, "liaison 2": 404, "liaison 3": 404},
	"GET /api/v1/refusals?section_no=1":   {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "review_office 1": 200},
	"GET /api/v1/duty/overview?unit_no=1": {"liaison 1": 403, "unit_manager 1": 200, "unit_manager 2": 403, "auditor 1": 200},
	"POST /api/v1/exports":                {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "review_office 1": 200},
	"POST /api/v1/leads/:id/dismissal":    {"review_office 1": 200},

	// Proposal 1 is a deduction of annex 5 on section 1; notice 1 tells of it.
	"GET /api/v1/proposals/:id": {
		"liaison 1": 200, "liaison 2": 404, "unit_manager 1": 200, "unit_manager 2": 404, "review_office 1": 200, "auditor 1": 200,
	},
	"GET /api/v1/proposals/:id/notices":    {"review_office 1": 200, "justice_bureau 1": 200},
	"POST /api/v1/proposals/:id/objection": {"liaison 2": 404, "unit_manager 2": 404, "liaison 1": 201},
	"PUT /api/v1/proposals/:id/section":    {"unit_manager 2": 404},
	"POST /api/v1/appeals/:id/decision":    {"review_office 1": 404}, // there is none
	"PUT /api/v1/notices/:id/receipt":      {"liaison 2": 404, "unit_manager 2": 404},
	"GET /api/v1/board/sections/:no":       {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 403, "auditor 1": 200},
	"POST /api/v1/leads/:id/proposal":      {"review_office 1": 503, "work_committee 1": 503}, // nobody to propose to here

	"GET /api/v1/sections/:no/code": {
		"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 403, "review_office 1": 200, "administrator 1": 200,
	},
	"GET /api/v1/sections/:no/code/picture?kind=link": {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 403, "review_office 1": 200},
	"GET /api/v1/posters?section_no=1":                {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "unit_manager 2": 403, "administrator 1": 200},
	"GET /api/v1/posters?unit_no=1":                   {"liaison 1": 403, "unit_manager 1": 200, "unit_manager 2": 403, "review_office 1": 200},

	"POST /api/v1/sections/:no/codes": {"unit_manager 1": 201, "unit_manager 2": 403, "review_office 1": 201},
	// Complaint 1 is assigned to section 1.
	"GET /api/v1/complaints/:id": {
		"liaison 1": 200, "liaison 2": 404, "liaison 3": 404, "unit_manager 1": 200, "unit_manager 2": 404,
		"review_office 1": 200, "work_committee 1": 200, "auditor 1": 200,
	},
	"GET /api/v1/complaints?section_no=1": {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "review_office 1": 200, "auditor 1": 200},
	"GET /api/v1/complaints?unit_no=1":    {"liaison 1": 403, "unit_manager 1": 200, "unit_manager 2": 403, "review_office 1": 200},
	"POST /api/v1/complaints/:id/moves":   {"liaison 2": 404, "unit_manager 2": 404, "liaison 1": 200},
	"GET /api/v1/complaints/:id/photos/:n": {
		"liaison 1": 200, "liaison 2": 404, "unit_manager 1": 200, "unit_manager 2": 404, "review_office 1": 200, "auditor 1": 200,
	},
	"GET /api/v1/complaints/statistics?unit_no=1": {"liaison 1": 403, "unit_manager 1": 200, "unit_manager 2": 403, "review_office 1": 200},
	"GET /api/v1/complaints/export?section_no=1":  {"liaison 1": 200, "liaison 2": 403, "unit_manager 1": 200, "auditor 1": 200},
	"POST /api/v1/hotline-cases/:id/proposals":    {"petitions_bureau 1": 201},
	"POST /api/v1/complaints/:id/reveals":         {"review_office 1": 201},
	"POST /api/v1/complaints/:id/proposals":       {"review_office 1": 422}, // no outcome yet
}

var ownershipBody = map[string]string{
	"POST /api/v1/records/:id/reveals":         `{"reason":"核对"}`,
	"POST /api/v1/records/:id/withdrawal":      `{"reason":"录错了"}`,
	"POST /api/v1/records/:id/correction":      `{"item":"签证办理"}`,
	"POST /api/v1/accounts/:login/handovers":   `{"holder_name":"赵小兰","reason":"休假"}`,
	"POST /api/v1/leads/:id/dismissal":         `{"reason":"当日停电"}`,
	"POST /api/v1/complaints/:id/moves":        `{"move":"accept","version":2}`,
	"POST /api/v1/complaints/:id/reveals":      `{"reason":"电话核实"}`,
	"POST /api/v1/hotline-cases/:id/proposals": `{"reason":"属实"}`,
	"POST /api/v1/complaints/:id/proposals":    `{"clause":"A1.1.3","reason":"逾期"}`,
	"POST /api/v1/leads/:id/proposal":          `{"reason":"漏报属实"}`,
	"POST /api/v1/proposals/:id/objection":     `{"reason":"不是本科室的职能"}`,
	"PUT /api/v1/proposals/:id/section":        `{"section_no":1,"text":"核定"}`,
	"POST /api/v1/appeals/:id/decision":        `{"uphold":true,"text":"属实"}`,
	"POST /api/v1/sections/:no/codes":          `{"reason":"二维码被人撕了"}`,
	"POST /api/v1/exports":                     `{"section_no":1,"from":"2023-09-01","to":"2023-09-30","format":"csv","reason":"报送市系统"}`,
}

func TestOwnerByRoute(t *testing.T) {
	for route, askers := range ownership {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.furnish()
			method, path := concrete(route)
			for asker, want := range askers {
				var role models.Role
				var of int
				_, err := fmt.Sscanf(asker, "%s %d", &role, &of)
				require.NoError(t, err)
				got := d.call(method, path, d.as(role, of), ownershipBody[route], "Idempotency-Key", "key-of-owner")
				require.Equal(t, want, got.status, "%s: %s", asker, got.body)
			}
		})
	}
}

// Routes with an owner are those that name a record, an account or a session; none may be forgotten.
func TestEveryOwnedRouteHasAnOwnerTest(t *testing.T) {
	for route := range access {
		owned := strings.Contains(route, ":id") || strings.Contains(route, ":login")
		if owned && route != "POST /api/v1/accounts/:login/closure" { // the administrator's alone, who manages all
			require.Contains(t, ownership, route)
		}
	}
}

func TestManagerOfAnotherUnitSeesNothingOfThisOne(t *testing.T) {
	d := newDesk(t)
	require.Equal(t, http.StatusCreated, d.submit(d.as(liaison, testkit.Window), goodRecord, "key-00001").status)
	got := d.call(http.MethodGet, "/api/v1/records", d.as(manager, 2), "")
	require.JSONEq(t, `{"items":[]}`, string(got.body))
}

func TestDemoDoorIsShutInProduction(t *testing.T) {
	d := newDesk(t, production)
	got := d.call(http.MethodPut, "/api/v1/demo/clock", d.as(admin, 1), `{"now":"2023-09-28T09:00:00+08:00"}`)
	require.Equal(t, http.StatusNotFound, got.status)
	require.JSONEq(t, `{"now":"2023-09-27T09:00:00+08:00","demo":false}`, string(d.call(http.MethodGet, "/api/v1/clock", "", "").body))
}

func TestContractIsValidAndSaysWhoMayDoWhat(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			require.NotEmpty(t, op.Extensions["x-roles"], "%s %s", method, path)
			require.NotEmpty(t, op.Summary, "%s %s", method, path)
		}
	}
}
