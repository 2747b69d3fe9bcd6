// Package catalogue is the one visible list of detectors.
package catalogue

import (
	"lamproom/detection"
	"lamproom/detection/behaviour"
	"lamproom/detection/concealment"
	"lamproom/detection/mention"
	"lamproom/detection/mining"
	"lamproom/detection/source"
)

// All returns every detector.
func All() []detection.Detector {
	return []detection.Detector{
		mining.New(),
		concealment.New(),
		behaviour.New(),
		mention.New(),
		source.New(),
	}
}
