package models

// The codes of all refusals. api/errors.go gives each its HTTP status; docs/errors.md lists them for clients.
const (
	// The request itself.
	CodeInvalid                Code = "invalid_request"
	CodeMalformed              Code = "malformed_body"
	CodeTooLarge               Code = "body_too_large"
	CodeUnknownField           Code = "unknown_field"
	CodeRequired               Code = "required"
	CodeInvalidDate            Code = "invalid_date"
	CodeInvalidMobile          Code = "invalid_mobile"
	CodeInvalidCursor          Code = "invalid_cursor"
	CodeInvalidKind            Code = "invalid_kind"
	CodeNotFound               Code = "not_found"
	CodeMethod                 Code = "method_not_allowed"
	CodeIdempotencyKeyRequired Code = "idempotency_key_required"
	CodeIdempotencyConflict    Code = "idempotency_conflict"
	CodeTooManyRequests        Code = "too_many_requests"

	// Who asks.
	CodeUnauthenticated   Code = "unauthenticated"
	CodeForbidden         Code = "forbidden"
	CodeLoginFailed       Code = "login_failed"
	CodeLockedOut         Code = "locked_out"
	CodeAccountClosed     Code = "account_closed"
	CodeAccountExists     Code = "account_exists"
	CodeActivationInvalid Code = "activation_invalid"
	CodeWeakPassword      Code = "weak_password"
	CodeNotBound          Code = "not_bound"

	// Reporting.
	CodeDeadlinePassed         Code = "deadline_passed"
	CodeFutureDate             Code = "future_date"
	CodeBeforeSeason           Code = "before_season"
	CodeAfterSeason            Code = "after_season"
	CodeAcceptedAfterCompleted Code = "accepted_after_completed"
	CodeDuplicateRecord        Code = "duplicate_record"
	CodeAlreadyWithdrawn       Code = "already_withdrawn"
	CodeSectionNotValid        Code = "section_not_valid"
	CodeNotOwed                Code = "not_owed"
	CodeHasRecords             Code = "has_records"
	CodeLeadDecided            Code = "lead_decided"
	CodeNoProposals            Code = "no_proposals"

	// The wording of an item (reading 14), as internal/wording names them.
	CodeTooLong      Code = "too_long"
	CodePersonName   Code = "person_name"
	CodeKinship      Code = "kinship"
	CodeOrganisation Code = "organisation"
	CodeAddress      Code = "address"
	CodeOpinion      Code = "opinion"
	CodePrivate      Code = "private"
	CodeContact      Code = "contact"
	CodeVerbose      Code = "verbose"
	CodeUnreadable   Code = "unreadable"

	// Files.
	CodeFileUnreadable Code = "file_unreadable"
	CodeFileTooLarge   Code = "file_too_large"
	CodeNoHeading      Code = "no_heading"
	CodeFileFaults     Code = "file_faults"
	CodeHiddenRow      Code = "hidden_row"
	CodeNoRows         Code = "no_rows"
	CodeNotReady       Code = "not_ready"
	CodeErased         Code = "erased"

	// QR codes of sections, and photos of complaints.
	CodeCodeUnknown      Code = "code_unknown"
	CodeCodeReplaced     Code = "code_replaced"
	CodeSectionDissolved Code = "section_dissolved"
	CodePhotoType        Code = "photo_type"
	CodePhotoTooLarge    Code = "photo_too_large"
	CodePhotoPixels      Code = "photo_pixels"
	CodePhotoUnreadable  Code = "photo_unreadable"
	CodePhotoUnknown     Code = "photo_unknown"
	CodePhotoLost        Code = "photo_lost"
	CodePhotoQueue       Code = "photo_queue"

	// Roster and calendar.
	CodeCalendarMissing Code = "calendar_missing"
	CodeCalendarInvalid Code = "calendar_invalid"
	CodeRosterFaults    Code = "roster_faults"
	CodeTermConflict    Code = "term_conflict"

	// Points: what stands in the ledger, what is proposed for it, and boards. The scoring engine's own codes
	// (scoring.Code) are used as they are.
	CodeUnknownEntry     Code = "unknown_entry"
	CodeAlreadyReversed  Code = "already_reversed"
	CodeAlreadyPosted    Code = "already_posted"
	CodeSameAccount      Code = "same_account"
	CodeBadEntry         Code = "bad_entry"
	CodeAlreadyDecided   Code = "already_decided"
	CodeNotYourIndicator Code = "not_your_indicator"
	CodeStageClosed      Code = "stage_closed"
	CodeOutsideWindow    Code = "outside_window"
	CodeAppealOpen       Code = "appeal_open"
	CodeObjectionOpen    Code = "objection_open"
	CodeSetOnly          Code = "set_only"
	CodeSetIncomplete    Code = "set_incomplete"
	CodeClauseConflict   Code = "clause_conflict"
	CodeExemptSection    Code = "exempt_section"
	CodeImportFaults     Code = "import_faults"
	CodeNotPublishable   Code = "not_publishable"
	CodeRulesNotAdopted  Code = "rules_not_adopted"

	// Complaints.
	CodeReceiptUnknown   Code = "receipt_unknown"
	CodeComplaintChanged Code = "complaint_changed"
	CodeMoveRefused      Code = "move_refused"
	CodeClauseNotFitting Code = "clause_not_fitting"
	CodeCaseKnown        Code = "case_known"

	// The server.
	CodeClockMovedBack  Code = "clock_moved_back"
	CodeClockNotForward Code = "clock_not_forward"
	CodeUnavailable     Code = "unavailable"
	CodeStorageFull     Code = "storage_full"
	CodeInternal        Code = "internal"
)
