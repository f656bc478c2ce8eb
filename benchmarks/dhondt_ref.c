/* What a compiled loop makes of d'Hondt: the yardstick for the batch.

   votes and seats are row by row, elections x parties; tied gets 1 where a lot would decide.
   Start from rounded-down shares of a slightly larger house, then give or take single seats by
   comparing products. Exact while votes * (house + 1) stays below 2^63. */

#include <stdint.h>

/* Whether party a with seat number i has a larger quotient than party b with seat number j. */
static inline int ahead(const int64_t *votes, int a, int64_t i, int b, int64_t j) {
    return votes[a] * j > votes[b] * i;
}

static int next_in(const int64_t *votes, const int64_t *seats, int parties) {
    int best = 0;
    for (int p = 1; p < parties; p++)
        if (ahead(votes, p, seats[p] + 1, best, seats[best] + 1)) best = p;
    return best;
}

static int last_in(const int64_t *votes, const int64_t *seats, int parties) {
    int worst = -1;
    for (int p = 0; p < parties; p++)
        if (seats[p] && (worst < 0 || !ahead(votes, p, seats[p], worst, seats[worst]))) worst = p;
    return worst;
}

void dhondt(const int64_t *all_votes, int64_t elections, int parties, int64_t house,
            int64_t *all_seats, uint8_t *tied) {
    for (int64_t election = 0; election < elections; election++) {
        const int64_t *votes = all_votes + election * parties;
        int64_t *seats = all_seats + election * parties;
        int64_t total = 0, given = 0;
        for (int p = 0; p < parties; p++) total += votes[p];
        double per_vote = (house + parties / 2.0) / (double)total;
        for (int p = 0; p < parties; p++) given += seats[p] = (int64_t)(votes[p] * per_vote);
        for (; given < house; given++) seats[next_in(votes, seats, parties)]++;
        for (; given > house; given--) seats[last_in(votes, seats, parties)]--;
        int in = last_in(votes, seats, parties), out = next_in(votes, seats, parties);
        tied[election] = in >= 0 && votes[out] * seats[in] == votes[in] * (seats[out] + 1);
    }
}
