// How long something holds up the frames of a loop, by the clock on the wall and by the thread's own CPU time,
// which is left out on Windows: it counts in ticks of 15 milliseconds there.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <vector>

#ifndef _WIN32
#include <time.h>
#endif

class FrameTimes {
public:
    // Runs a frame's part and notes how long it took.
    template <typename Part>
    void measure(const Part& part) {
        const double wall = wall_time();
        const double cpu = cpu_time();
        part();
        cpu_.push_back(cpu_time() - cpu);
        wall_.push_back(wall_time() - wall);
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
    static double wall_time() {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration<double, std::micro>(now).count();
    }

    static double cpu_time() {
#ifdef _WIN32
        return 0;
#else
        timespec time = {};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
#endif
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
