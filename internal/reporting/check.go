package reporting

// Check names every faulty field of a submission, as Submit would: for doors that ask for one field at a time.
// Errors: CodeInvalid with fields.
func (s Submission) Check() error { return s.tidy().check() }
