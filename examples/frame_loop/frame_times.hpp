// How long something holds up the frames of a loop, by the clock on the wall and by the thread's own CPU time.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <vector>

class FrameTimes {
public:
    // Runs a frame's part and notes how long it took.
    template <typename Part>
    void measure(const Part& part) {
        const double wall = now(CLOCK_MONOTONIC);
        const double cpu = now(CLOCK_THREAD_CPUTIME_ID);
        part();
        cpu_.push_back(now(CLOCK_THREAD_CPUTIME_ID) - cpu);
        wall_.push_back(now(CLOCK_MONOTONIC) - wall);
    }

    void print() const {
        std::printf("\n%16s %10s %10s\n", "µs in a frame", "CPU", "wall");
        double from = 0;
        for (const double to : {10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 1e12}) {
            const std::size_t cpu = between(cpu_, from, to);
            const std::size_t wall = between(wall_, from, to);
            if (to < 1e12) {
                std::printf("%6.0f to %6.0f %10zu %10zu\n", from, to, cpu, wall);
            } else {
                std::printf("%6.0f and more %10zu %10zu\n", from, cpu, wall);
            }
            from = to;
        }
        for (const double share : {0.5, 0.99, 0.999, 1.0}) {
            std::printf("%14.1f%% %10.1f %10.1f\n", share * 100, percentile(cpu_, share), percentile(wall_, share));
        }
    }

    // No frame over a millisecond of CPU time, and at most one in a thousand over a millisecond on the wall.
    bool within_limits() const {
        constexpr double LIMIT = 1000;
        return percentile(cpu_, 1) <= LIMIT && percentile(wall_, 0.999) <= LIMIT;
    }

private:
    static double now(clockid_t clock) {
        timespec time = {};
        ::clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
    }

    static std::size_t between(const std::vector<double>& times, double from, double to) {
        const auto inside = [=](double time) { return from <= time && time < to; };
        return static_cast<std::size_t>(std::count_if(times.begin(), times.end(), inside));
    }

    static double percentile(std::vector<double> times, double share) {
        if (times.empty()) return 0;
        std::sort(times.begin(), times.end());
        return times[static_cast<std::size_t>(static_cast<double>(times.size() - 1) * share)];
    }

    std::vector<double> cpu_;
    std::vector<double> wall_;
};
