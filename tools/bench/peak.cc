#include <cstdint>

#include "base/parallel.h"
#include "bench/report.h"
#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace nmt::bench {
namespace {

// Sums that wait for none of the others: enough to keep two units busy for a multiply-add's four or five
// cycles, and few enough for the sixteen registers of processors without AVX-512.
constexpr int kIndependent = 12;

// Multiply-adds, two FLOP a number, on vectors of four: what any processor has.
__attribute__((noinline)) float fp32_work(std::int64_t rounds) {
  using Vector = float __attribute__((vector_size(16)));
  Vector sum[kIndependent], factor;
  for (int i = 0; i < 4; ++i) factor[i] = 1.0000001f;
  for (auto& each : sum) each = factor;
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (auto& each : sum) each = each * factor + factor;
  }
  for (int i = 1; i < kIndependent; ++i) sum[0] += sum[i];
  return sum[0][3];
}

#if defined(__x86_64__)
__attribute__((noinline, target("avx2,fma"))) float fp32_work_avx2(std::int64_t rounds) {
  __m256 sum[kIndependent];
  const __m256 factor = _mm256_set1_ps(1.0000001f);
  for (auto& each : sum) each = factor;
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (auto& each : sum) each = _mm256_fmadd_ps(each, factor, factor);
  }
  for (int i = 1; i < kIndependent; ++i) sum[0] = _mm256_add_ps(sum[0], sum[i]);
  return _mm256_cvtss_f32(sum[0]);
}
__attribute__((noinline, target("avx512f"))) float fp32_work_avx512(std::int64_t rounds) {
  __m512 sum[kIndependent];
  const __m512 factor = _mm512_set1_ps(1.0000001f);
  for (auto& each : sum) each = factor;
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (auto& each : sum) each = _mm512_fmadd_ps(each, factor, factor);
  }
  for (int i = 1; i < kIndependent; ++i) sum[0] = _mm512_add_ps(sum[0], sum[i]);
  return _mm512_cvtss_f32(sum[0]);
}
__attribute__((noinline, target("avx512f,avx512bf16"))) float bf16_work(std::int64_t rounds) {
  __m512 sum[kIndependent];
  const __m512bh factor = reinterpret_cast<__m512bh>(_mm512_set1_epi16(0x3f80));
  for (auto& each : sum) each = _mm512_setzero_ps();
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (auto& each : sum) each = _mm512_dpbf16_ps(each, factor, factor);
  }
  for (int i = 1; i < kIndependent; ++i) sum[0] = _mm512_add_ps(sum[0], sum[i]);
  return _mm512_cvtss_f32(sum[0]);
}
// Linux lends the tiles of AMX to who asks for them (arch_prctl(2)).
bool may_use_amx() {
  constexpr unsigned kTiles = 1u << 24, kInt8 = 1u << 25, kBf16 = 1u << 22, kAll = kTiles | kInt8 | kBf16;
  constexpr long kRequest = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & kAll) == kAll &&
         syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
}

// Six sums of 16 x 16 numbers, each of 32 products of bf16 numbers or 64 of int8 a round.
template <bool int8>
__attribute__((noinline, target("amx-tile,amx-bf16,amx-int8"))) float amx_work(std::int64_t rounds) {
  struct alignas(64) {
    std::uint8_t palette = 1, start = 0, reserved[14] = {};
    std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
  } const tiles;
  _tile_loadconfig(&tiles);
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_zero(4);
  _tile_zero(5);
  _tile_zero(6);
  _tile_zero(7);
  for (std::int64_t round = 0; round < rounds; ++round) {
    if constexpr (int8) {
      _tile_dpbusd(0, 6, 7);
      _tile_dpbusd(1, 6, 7);
      _tile_dpbusd(2, 6, 7);
      _tile_dpbusd(3, 6, 7);
      _tile_dpbusd(4, 6, 7);
      _tile_dpbusd(5, 6, 7);
    } else {
      _tile_dpbf16ps(0, 6, 7);
      _tile_dpbf16ps(1, 6, 7);
      _tile_dpbf16ps(2, 6, 7);
      _tile_dpbf16ps(3, 6, 7);
      _tile_dpbf16ps(4, 6, 7);
      _tile_dpbf16ps(5, 6, 7);
    }
  }
  alignas(64) float sum[16][16];
  _tile_stored(0, sum, 64);
  _tile_release();
  return sum[0][0];
}
__attribute__((noinline, target("avx512f,avx512vnni"))) float int8_work(std::int64_t rounds) {
  __m512i sum[kIndependent];
  __m512i factor = _mm512_set1_epi8(1);
  for (auto& each : sum) each = _mm512_setzero_si512();
  for (std::int64_t round = 0; round < rounds; ++round) {
    // The compiler must not see that it adds the same each time.
    asm volatile("" : "+v"(factor));
    for (auto& each : sum) each = _mm512_dpbusd_epi32(each, factor, factor);
  }
  for (int i = 1; i < kIndependent; ++i) sum[0] = _mm512_add_epi32(sum[0], sum[i]);
  return static_cast<float>(_mm512_cvtsi512_si32(sum[0]));
}
#endif

double peak(float (*work)(std::int64_t), int threads, double operations_a_round) {
  constexpr std::int64_t kRounds = 1'000'000;
  volatile float sink = 0;
  const double seconds =
      time([&] { parallel_for(threads, threads, [&](int) { sink = work(kRounds); }); }, 0.3).median;
  return threads * operations_a_round * static_cast<double>(kRounds) / seconds / 1e9;
}

}  // namespace

double fp32_peak(int threads) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return peak(fp32_work_avx512, threads, 2.0 * kIndependent * 16);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return peak(fp32_work_avx2, threads, 2.0 * kIndependent * 8);
  }
#endif
  return peak(fp32_work, threads, 2.0 * kIndependent * 4);
}

double bf16_peak(int threads) {
#if defined(__x86_64__)
  if (may_use_amx()) return peak(amx_work<false>, threads, 2.0 * 6 * 16 * 16 * 32);
  if (__builtin_cpu_supports("avx512bf16")) return peak(bf16_work, threads, 2.0 * kIndependent * 32);
#endif
  return 0;
}

double int8_peak(int threads) {
#if defined(__x86_64__)
  if (may_use_amx()) return peak(amx_work<true>, threads, 2.0 * 6 * 16 * 16 * 64);
  if (__builtin_cpu_supports("avx512vnni")) return peak(int8_work, threads, 2.0 * kIndependent * 64);
#endif
  return 0;
}

}  // namespace nmt::bench
