#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "model/config.h"

namespace nmt::test {

// One choice among the parts of a model: its values' names, and what sets one.
struct Factor {
  std::string name;
  std::vector<std::string> values;
  std::function<void(ModelConfig&, int)> set;
};

// All values of an enum, `first` first.
template <class E>
Factor factor(const char* name, E ModelConfig::*field, E first) {
  std::vector<E> values{first};
  Factor f{name, {name_of(first)}, {}};
  for (const auto& [text, value] : names_of<E>()) {
    if (value == first) continue;
    values.push_back(value);
    f.values.push_back(text);
  }
  f.set = [=](ModelConfig& c, int i) { c.*field = values[static_cast<std::size_t>(i)]; };
  return f;
}
inline Factor factor(const char* name, bool ModelConfig::*field) {
  return {name, {"no", "yes"}, [=](ModelConfig& c, int i) { c.*field = i == 1; }};
}
inline Factor factor(const char* name, int ModelConfig::*field, int low, int high) {
  return {name, {std::to_string(low), std::to_string(high)}, [=](ModelConfig& c, int i) {
            c.*field = i == 0 ? low : high;
          }};
}
// Nothing is dropped, or this share.
inline Factor factor(const char* name, double ModelConfig::*field, double rate) {
  return {name, {"no", "yes"}, [=](ModelConfig& c, int i) { c.*field = i == 0 ? 0 : rate; }};
}

// Models in which every two values of different factors meet that can meet at all. Around each pair not yet
// met a model is built greedily: factor by factor the legal value that brings the most new pairs.
class Covering {
 public:
  // The first values of all factors must make a legal model, best one from which others are not far; `sizes`
  // is what they are set in, and `finish` chooses what depends on them, as sizes that must agree.
  Covering(std::vector<Factor> factors, std::function<ModelConfig()> sizes,
           std::function<void(ModelConfig&)> finish)
      : factors_(std::move(factors)),
        start_(factors_.size(), 0),
        sizes_(std::move(sizes)),
        finish_(std::move(finish)) {
    for (const Factor& f : factors_) {
      offsets_.push_back(total_);
      total_ += static_cast<int>(f.values.size());
    }
    met_.resize(static_cast<std::size_t>(total_) * total_);
  }

  std::vector<ModelConfig> models() {
    if (!legal(start_)) throw std::logic_error("the covering begins with an illegal model");
    std::vector<ModelConfig> all;
    for (std::size_t f = 0; f < factors_.size(); ++f) {
      for (std::size_t g = f + 1; g < factors_.size(); ++g) {
        for (int i = 0; i < size(f); ++i) {
          for (int j = 0; j < size(g); ++j) cover({f, i}, {g, j}, all);
        }
      }
    }
    return all;
  }
  // Pairs of values that no legal model has, "first=none second=yes".
  const std::vector<std::string>& impossible() const { return impossible_; }

 private:
  struct Value {
    std::size_t factor;
    int value;
  };
  using Choice = std::vector<int>;

  int size(std::size_t factor) const { return static_cast<int>(factors_[factor].values.size()); }
  std::size_t index(Value a, Value b) const {
    return static_cast<std::size_t>(offsets_[a.factor] + a.value) * total_ + offsets_[b.factor] + b.value;
  }

  ModelConfig model(const Choice& choice) const {
    ModelConfig config = sizes_();
    for (std::size_t f = 0; f < factors_.size(); ++f) factors_[f].set(config, choice[f]);
    finish_(config);
    return config;
  }
  bool legal(const Choice& choice) const {
    try {
      model(choice).validate();
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  // Makes a choice legal by at most `changes` changes to factors from `first` on, but not to a and b.
  bool repair(Choice& choice, Value a, Value b, int changes, std::size_t first = 0) const {
    if (legal(choice)) return true;
    for (std::size_t f = first; changes > 0 && f < factors_.size(); ++f) {
      if (f == a.factor || f == b.factor) continue;
      const int before = choice[f];
      for (int i = 0; i < size(f); ++i) {
        choice[f] = i;
        if (i != before && repair(choice, a, b, changes - 1, f + 1)) return true;
      }
      choice[f] = before;
    }
    return false;
  }

  int new_pairs(const Choice& choice, Value value) const {
    int count = 0;
    for (std::size_t g = 0; g < choice.size(); ++g) {
      const Value other{g, choice[g]};
      if (g < value.factor) count += !met_[index(other, value)];
      if (g > value.factor) count += !met_[index(value, other)];
    }
    return count;
  }

  void extend(Choice& choice, Value a, Value b) {
    std::vector<std::size_t> order(factors_.size());
    for (std::size_t f = 0; f < order.size(); ++f) order[f] = f;
    random_.shuffle(order);
    for (const std::size_t f : order) {
      if (f == a.factor || f == b.factor) continue;
      int best = choice[f], most = new_pairs(choice, {f, best});
      for (int i = 0; i < size(f); ++i) {
        choice[f] = i;
        const int count = new_pairs(choice, {f, i});
        if (count <= most || !legal(choice)) continue;
        most = count;
        best = i;
      }
      choice[f] = best;
    }
  }

  void cover(Value a, Value b, std::vector<ModelConfig>& all) {
    if (met_[index(a, b)]) return;
    Choice choice = start_;
    choice[a.factor] = a.value;
    choice[b.factor] = b.value;
    if (!repair(choice, a, b, 2)) {
      const auto name = [&](Value v) {
        return factors_[v.factor].name + "=" + factors_[v.factor].values[v.value];
      };
      impossible_.push_back(name(a) + " " + name(b));
      return;
    }
    extend(choice, a, b);
    for (std::size_t f = 0; f < choice.size(); ++f) {
      for (std::size_t g = f + 1; g < choice.size(); ++g) met_[index({f, choice[f]}, {g, choice[g]})] = true;
    }
    all.push_back(model(choice));
  }

  std::vector<Factor> factors_;
  Choice start_;
  std::function<ModelConfig()> sizes_;
  std::function<void(ModelConfig&)> finish_;
  std::vector<int> offsets_;  // of each factor's first value among all
  int total_ = 0;
  std::vector<bool> met_;
  std::vector<std::string> impossible_;
  Random random_{1, Purpose::test};
};

}  // namespace nmt::test
