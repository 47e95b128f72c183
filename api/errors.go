package api

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"wanping/internal/reporting"
	"wanping/models"
	"wanping/scoring"
)

// statuses is the one table from codes to HTTP statuses. A code that is missing here is a bug that a test finds.
var statuses = map[models.Code]int{
	models.CodeInvalid:                http.StatusBadRequest,
	models.CodeMalformed:              http.StatusBadRequest,
	models.CodeUnknownField:           http.StatusBadRequest,
	models.CodeRequired:               http.StatusBadRequest,
	models.CodeInvalidDate:            http.StatusBadRequest,
	models.CodeInvalidMobile:          http.StatusBadRequest,
	models.CodeInvalidCursor:          http.StatusBadRequest,
	models.CodeInvalidKind:            http.StatusBadRequest,
	models.CodeIdempotencyKeyRequired: http.StatusBadRequest,
	models.CodeUnauthenticated:        http.StatusUnauthorized,
	models.CodeLoginFailed:            http.StatusUnauthorized,
	models.CodeActivationInvalid:      http.StatusUnauthorized,
	models.CodeForbidden:              http.StatusForbidden,
	models.CodeAccountClosed:          http.StatusForbidden,
	models.CodeNotFound:               http.StatusNotFound,
	models.CodeNotBound:               http.StatusNotFound,
	models.CodeMethod:                 http.StatusMethodNotAllowed,
	models.CodeAccountExists:          http.StatusConflict,
	models.CodeDuplicateRecord:        http.StatusConflict,
	models.CodeAlreadyWithdrawn:       http.StatusConflict,
	models.CodeIdempotencyConflict:    http.StatusConflict,
	models.CodeTermConflict:           http.StatusConflict,
	models.CodeTooLarge:               http.StatusRequestEntityTooLarge,
	models.CodeDeadlinePassed:         http.StatusUnprocessableEntity,
	models.CodeFutureDate:             http.StatusUnprocessableEntity,
	models.CodeBeforeSeason:           http.StatusUnprocessableEntity,
	models.CodeAfterSeason:            http.StatusUnprocessableEntity,
	models.CodeAcceptedAfterCompleted: http.StatusUnprocessableEntity,
	models.CodeSectionNotValid:        http.StatusUnprocessableEntity,
	models.CodeWeakPassword:           http.StatusUnprocessableEntity,
	models.CodeRosterFaults:           http.StatusUnprocessableEntity,
	models.CodeClockNotForward:        http.StatusUnprocessableEntity,
	models.CodeTooLong:                http.StatusUnprocessableEntity,
	models.CodePersonName:             http.StatusUnprocessableEntity,
	models.CodeKinship:                http.StatusUnprocessableEntity,
	models.CodeOrganisation:           http.StatusUnprocessableEntity,
	models.CodeAddress:                http.StatusUnprocessableEntity,
	models.CodeOpinion:                http.StatusUnprocessableEntity,
	models.CodePrivate:                http.StatusUnprocessableEntity,
	models.CodeContact:                http.StatusUnprocessableEntity,
	models.CodeVerbose:                http.StatusUnprocessableEntity,
	models.CodeFileUnreadable:         http.StatusUnprocessableEntity,
	models.CodeFileTooLarge:           http.StatusRequestEntityTooLarge,
	models.CodeNoHeading:              http.StatusUnprocessableEntity,
	models.CodeFileFaults:             http.StatusUnprocessableEntity,
	models.CodeHiddenRow:              http.StatusUnprocessableEntity,
	models.CodeNoRows:                 http.StatusUnprocessableEntity,
	models.CodeNotOwed:                http.StatusUnprocessableEntity,
	models.CodeHasRecords:             http.StatusConflict,
	models.CodeLeadDecided:            http.StatusConflict,
	models.CodeNoProposals:            http.StatusServiceUnavailable,
	models.CodeNotReady:               http.StatusConflict,
	models.CodeErased:                 http.StatusGone,
	models.CodeUnreadable:             http.StatusUnprocessableEntity,
	models.CodeUnknownEntry:           http.StatusNotFound,
	models.CodeAlreadyReversed:        http.StatusConflict,
	models.CodeAlreadyPosted:          http.StatusConflict,
	models.CodeSameAccount:            http.StatusForbidden,
	models.CodeBadEntry:               http.StatusUnprocessableEntity,
	models.CodeAlreadyDecided:         http.StatusConflict,
	models.CodeNotYourIndicator:       http.StatusForbidden,
	models.CodeStageClosed:            http.StatusUnprocessableEntity,
	models.CodeOutsideWindow:          http.StatusUnprocessableEntity,
	models.CodeAppealOpen:             http.StatusConflict,
	models.CodeObjectionOpen:          http.StatusConflict,
	models.CodeSetOnly:                http.StatusUnprocessableEntity,
	models.CodeSetIncomplete:          http.StatusUnprocessableEntity,
	models.CodeClauseConflict:         http.StatusConflict,
	models.CodeExemptSection:          http.StatusUnprocessableEntity,
	models.CodeImportFaults:           http.StatusUnprocessableEntity,
	models.CodeNotPublishable:         http.StatusUnprocessableEntity,
	models.CodeRulesNotAdopted:        http.StatusServiceUnavailable,
	models.CodeReceiptUnknown:         http.StatusNotFound,
	models.CodeComplaintChanged:       http.StatusConflict,
	models.CodeMoveRefused:            http.StatusConflict,
	models.CodeClauseNotFitting:       http.StatusUnprocessableEntity,
	models.CodeCaseKnown:              http.StatusConflict,
	models.CodeLockedOut:              http.StatusTooManyRequests,
	models.CodeTooManyRequests:        http.StatusTooManyRequests,
	models.CodeInternal:               http.StatusInternalServerError,
	models.CodeCalendarMissing:        http.StatusServiceUnavailable,
	models.CodeCalendarInvalid:        http.StatusServiceUnavailable,
	models.CodeClockMovedBack:         http.StatusServiceUnavailable,
	models.CodeUnavailable:            http.StatusServiceUnavailable,
	models.CodeStorageFull:            http.StatusInsufficientStorage,

	models.CodeCodeUnknown:      http.StatusNotFound,
	models.CodeCodeReplaced:     http.StatusGone,
	models.CodeSectionDissolved: http.StatusGone,
	models.CodePhotoType:        http.StatusUnsupportedMediaType,
	models.CodePhotoTooLarge:    http.StatusRequestEntityTooLarge,
	models.CodePhotoPixels:      http.StatusUnprocessableEntity,
	models.CodePhotoUnreadable:  http.StatusUnprocessableEntity,
	models.CodePhotoUnknown:     http.StatusUnprocessableEntity,
	models.CodePhotoLost:        http.StatusGone,
	models.CodePhotoQueue:       http.StatusServiceUnavailable,

	// The scoring engine's own.
	models.Code(scoring.CodeUnknownKind):      http.StatusUnprocessableEntity,
	models.Code(scoring.CodeUnknownSection):   http.StatusUnprocessableEntity,
	models.Code(scoring.CodeUnitNotAllowed):   http.StatusUnprocessableEntity,
	models.Code(scoring.CodeUnknownIndicator): http.StatusUnprocessableEntity,
	models.Code(scoring.CodeNegativeVotes):    http.StatusUnprocessableEntity,
	models.Code(scoring.CodeUnknownClause):    http.StatusUnprocessableEntity,
	models.Code(scoring.CodePointsRequired):   http.StatusUnprocessableEntity,
	models.Code(scoring.CodePointsOutOfRange): http.StatusUnprocessableEntity,
	models.Code(scoring.CodeBadCount):         http.StatusUnprocessableEntity,
	models.Code(scoring.CodeBadModifier):      http.StatusUnprocessableEntity,
	models.Code(scoring.CodeOutsidePeriod):    http.StatusUnprocessableEntity,
	models.Code(scoring.CodeMarkOutOfRange):   http.StatusUnprocessableEntity,
	models.Code(scoring.CodeBadRating):        http.StatusUnprocessableEntity,
	models.Code(scoring.CodeNotStationed):     http.StatusUnprocessableEntity,
	models.Code(scoring.CodeTierQuota):        http.StatusUnprocessableEntity,
	models.Code(scoring.CodeTooFewSections):   http.StatusUnprocessableEntity,
	models.Code(scoring.CodeNotACandidate):    http.StatusUnprocessableEntity,
}

var (
	errNoRoute   = models.NewError(models.CodeNotFound, "没有这个地址,请检查网址或更新客户端。")
	errNoMethod  = models.NewError(models.CodeMethod, "这个地址不支持这种请求方式,请更新客户端。")
	errMalformed = models.NewError(models.CodeMalformed, "请求内容的格式不对,没有保存任何内容,请检查后重试。")
	errTooLarge  = models.NewError(models.CodeTooLarge, "提交的内容太大,没有保存任何内容,请精简后重试。")
	errCrowded   = models.NewError(models.CodeTooManyRequests, "现在上传的人较多,刚才的内容没有保存,请过一会儿重试。")
	errRole      = models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
	errNoToken   = models.NewError(models.CodeUnauthenticated, "请先登录。")
)

// fail writes the one form of all errors. What is unforeseen is a fixed sentence and a request id; the rest is logged.
func fail(c *gin.Context, err error) {
	refusal, foreseen := models.AsError(err)
	if !foreseen {
		refusal = models.NewError(models.CodeInternal, "系统出错了,刚才的操作没有完成,请稍后重试;仍不行请把编号告诉管理员。")
	}
	status, known := statuses[refusal.Code]
	if !known {
		status = http.StatusInternalServerError
	}
	var out Error
	out.Error.Code, out.Error.Message = string(refusal.Code), refusal.Message
	if status >= http.StatusInternalServerError {
		id := requestID(c)
		out.Error.RequestId = &id
	}
	if len(refusal.Fields) > 0 {
		fields := fieldErrors(refusal.Fields)
		out.Error.Fields = &fields
	}
	if earlier, ok := refusal.Earlier.(reporting.View); ok {
		shown := recordOf(earlier)
		out.Error.Earlier = &shown
	}
	note(c, refusal.Code, err)
	if refusal.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(refusal.RetryAfter.Seconds()))))
	} else if status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "5")
	}
	c.AbortWithStatusJSON(status, out)
}

func fieldErrors(fields []models.Field) []FieldError {
	out := make([]FieldError, 0, len(fields))
	for _, f := range fields {
		out = append(out, FieldError{Name: f.Name, Code: string(f.Code), Message: f.Message, Suggestion: orNil(f.Suggestion)})
	}
	return out
}

// note leaves code and cause for the access log. The cause of a refusal is logged only where it is the server's fault:
// the text of a bad request may hold what a person typed.
func note(c *gin.Context, code models.Code, err error) {
	c.Set(noteCode, string(code))
	if statuses[code] < http.StatusInternalServerError && code != models.CodeInternal {
		return
	}
	cause := err
	if refusal, ok := models.AsError(err); ok && errors.Unwrap(refusal) != nil {
		cause = errors.Unwrap(refusal)
	}
	c.Set(noteCause, slog.AnyValue(cause.Error()))
}
