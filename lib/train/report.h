#pragma once

#include <string>
#include <string_view>

namespace nmt {

// The log of a training (training/log.jsonl) as a page for people: one HTML file that needs no network and no
// script. Curves of loss, validation, learning rate and speed, the samples' translations over time, where the
// model looked in one of them over time, the options and the data.
// A last line that was cut off is passed over; throws Error naming the line for any other that is no JSON.
std::string training_report(std::string_view log);

}  // namespace nmt
