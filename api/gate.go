package api

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"wanping/models"
)

//go:embed openapi.yaml
var spec []byte

// bodyLimit bounds every body without an x-max-bytes of its own, in bytes.
const bodyLimit = 64 << 10

// gate stands before every operation: who asks, may they, is the request as the contract says. It knows no operation
// that openapi.yaml does not list.
type gate struct {
	server     *server
	operations map[string]*operation // by method and path as Gin writes it
}

type operation struct {
	route *routers.Route
	roles []string
	limit int64         // of the body, in bytes
	slots chan struct{} // nil: any number at once
}

// What x-roles may hold beside roles.
const (
	forAny      = "any"
	forPublic   = "public"
	forDemo     = "demo"
	forOperator = "operator"
)

func newGate(s *server) (*gate, error) {
	doc, err := loadSpec()
	if err != nil {
		return nil, err
	}
	g := &gate{server: s, operations: map[string]*operation{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			roles, err := rolesOf(op)
			if err != nil {
				return nil, fmt.Errorf("openapi.yaml: %s %s: %w", method, path, err)
			}
			g.operations[method+" "+ginPath(path)] = &operation{
				route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op}, roles: roles, limit: limitOf(op), slots: slotsOf(op),
			}
		}
	}
	return g, nil
}

// defineDay teaches the validator, whose formats are global, what a day is: a date that exists.
var defineDay = sync.OnceFunc(func() {
	openapi3.DefineStringFormatValidator("day", openapi3.NewCallbackValidator(func(value string) error {
		_, err := models.ParseDay(value)
		return err
	}))
})

func loadSpec() (*openapi3.T, error) {
	defineDay()
	doc, err := openapi3.NewLoader().LoadFromData(spec)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	return doc, doc.Validate(context.Background())
}

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

func ginPath(path string) string { return pathParameter.ReplaceAllString(path, ":$1") }

func rolesOf(op *openapi3.Operation) ([]string, error) {
	list, ok := op.Extensions["x-roles"].([]any)
	if !ok || len(list) == 0 {
		return nil, errors.New("x-roles is missing")
	}
	known := []string{forAny, forPublic, forDemo, forOperator}
	for _, r := range models.Roles() {
		known = append(known, string(r))
	}
	var roles []string
	for _, one := range list {
		name, _ := one.(string)
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("x-roles: no such role: %v", one)
		}
		roles = append(roles, name)
	}
	return roles, nil
}

func limitOf(op *openapi3.Operation) int64 {
	if limit, ok := op.Extensions["x-max-bytes"].(float64); ok {
		return int64(limit)
	}
	return bodyLimit
}

// slotsOf bounds how many requests of an operation are under way at once, their bodies with them: x-at-once.
func slotsOf(op *openapi3.Operation) chan struct{} {
	if n, ok := op.Extensions["x-at-once"].(float64); ok {
		return make(chan struct{}, int(n))
	}
	return nil
}

// slotWait is how long a request waits for its turn.
const slotWait = 10 * time.Second

// enter waits for the operation's turn; leave must be called after the answer.
func (op *operation) enter(ctx context.Context) (leave func(), err error) {
	if op.slots == nil {
		return func() {}, nil
	}
	wait := time.NewTimer(slotWait)
	defer wait.Stop()
	select {
	case op.slots <- struct{}{}:
		return func() { <-op.slots }, nil
	case <-ctx.Done():
		return nil, errCrowded
	case <-wait.C:
		return nil, errCrowded
	}
}

// covers says whether every route but the pages of the app is an operation, and every operation a route.
func (g *gate) covers(routes, pages gin.RoutesInfo) error {
	seen := map[string]bool{}
	for _, r := range routes {
		if slices.ContainsFunc(pages, func(p gin.RouteInfo) bool { return p.Method == r.Method && p.Path == r.Path }) {
			continue
		}
		key := r.Method + " " + r.Path
		if seen[key] = true; g.operations[key] == nil {
			return fmt.Errorf("the route %s is not in openapi.yaml", key)
		}
	}
	for key := range g.operations {
		if !seen[key] {
			return fmt.Errorf("openapi.yaml has %s, which is not routed", key)
		}
	}
	return nil
}

// pass lets a request through to its handler or answers it.
func (g *gate) pass(c *gin.Context) {
	if c.FullPath() == "" { // no route: there is an answer for that
		return
	}
	op := g.operations[c.Request.Method+" "+c.FullPath()]
	if op == nil { // cannot be: covers has looked
		fail(c, errRole)
		return
	}
	actor, err := g.admit(c, op.roles)
	if err != nil {
		fail(c, err)
		return
	}
	leave, err := op.enter(c)
	if err != nil {
		fail(c, err)
		return
	}
	defer leave()
	body, err := readBody(c, op.limit)
	if err != nil {
		fail(c, err)
		return
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), visitKey{}, visit{actor: actor, body: body, address: c.ClientIP()}))
	if err := op.validate(c, body); err != nil {
		fail(c, err)
		return
	}
	c.Next()
}

// admit finds out who asks and whether the operation is for them.
func (g *gate) admit(c *gin.Context, roles []string) (models.Actor, error) {
	switch roles[0] {
	case forPublic:
		return models.Actor{}, nil
	case forDemo:
		if g.server.DemoClock == nil {
			return models.Actor{}, errNoRoute
		}
		return models.Actor{}, nil
	case forOperator:
		return models.Actor{}, g.operator(c)
	}
	token, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer ")
	if !ok {
		return models.Actor{}, errNoToken
	}
	actor, err := g.server.Accounts.Authenticate(c, token)
	if err != nil {
		return actor, err
	}
	if roles[0] != forAny && !slices.Contains(roles, string(actor.Role)) {
		return actor, errRole
	}
	return actor, nil
}

func (g *gate) operator(c *gin.Context) error {
	address, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return errRole
	}
	for _, prefix := range g.server.Operators {
		if prefix.Contains(address.Unmap()) {
			return nil
		}
	}
	return errRole
}

func readBody(c *gin.Context, limit int64) ([]byte, error) {
	var whole bytes.Buffer
	if size := c.Request.ContentLength; size > bodyLimit && size <= limit { // a large one is not copied as it grows
		whole.Grow(int(size) + bytes.MinRead)
	}
	_, err := whole.ReadFrom(http.MaxBytesReader(c.Writer, c.Request.Body, limit))
	body := whole.Bytes()
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errTooLarge
	case err != nil:
		return nil, errMalformed.Because(err)
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

func (op *operation) validate(c *gin.Context, body []byte) error {
	params := make(map[string]string, len(c.Params))
	for _, p := range c.Params {
		params[p.Key] = p.Value
	}
	err := openapi3filter.ValidateRequest(c, &openapi3filter.RequestValidationInput{
		Request: c.Request, PathParams: params, QueryParams: c.Request.URL.Query(), Route: op.route,
		Options: &openapi3filter.Options{MultiError: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return faultOf(err)
	}
	return nil
}

// visit is what the gate has found out about a request.
type visit struct {
	actor   models.Actor
	body    []byte
	address string
}

type visitKey struct{}

func visitOf(ctx context.Context) visit {
	if c, ok := ctx.(*gin.Context); ok {
		ctx = c.Request.Context()
	}
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

func actorOf(ctx context.Context) models.Actor { return visitOf(ctx).actor }
