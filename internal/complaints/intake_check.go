package complaints

// Check names every faulty field, as Receive would: for doors that ask for one piece at a time. Errors: CodeInvalid with
// fields.
func (in Intake) Check() error { return in.tidy().check(Key{Key: "asked"}) }
