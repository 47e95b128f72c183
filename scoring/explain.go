package scoring

type explainer struct{}
type Node struct{}
func (s *votesScorer) explain(x *explainer) *Node { return nil }
func (s *deductionsScorer) explain(x *explainer) *Node { return nil }
func (s *caseFilesScorer) explain(x *explainer) *Node { return nil }
func (s *ratingsScorer) explain(x *explainer) *Node { return nil }
