// What a user of the library begins with. The model's memory comes from the library and is freed in here.
#include <cstdio>

#include "model/presets.h"
#include "model/seq2seq.h"

int main() {
  nmt::ModelConfig config = nmt::preset_config("base");
  config.source_vocabulary = config.target_vocabulary = 8000;
  nmt::Seq2Seq model(config);
  model.parameters().initialize(1);
  std::printf("%zu parameters\n", model.parameters().count());
  return model.parameters().count() == 10996288 ? 0 : 1;
}
