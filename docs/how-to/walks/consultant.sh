#!/usr/bin/env bash
# The consultant: votes and mayors in Excel in, the report for the party groups out.
# Run it in a folder with stemmer.xlsx and borgmestre.xlsx.
set -euo pipefail
figures=(--election stemmer.xlsx --mayors borgmestre.xlsx --kkr Sjælland)

echo "1. The council with every step, to paste into the agenda; the annex in Excel"
kkr-allocation compose "${figures[@]}" --explain --language da --output bilag.xlsx

echo "2. What the other readings of the rules would give; the council in a file that can be checked"
kkr-allocation compose "${figures[@]}" --alternatives --language da --output kkr.json

echo "3. The report, for a browser and for Word"
kkr-allocation report "${figures[@]}" --alliance A+F+Ø+B --language da --output rapport.html
kkr-allocation report "${figures[@]}" --alliance A+F+Ø+B --language da --output rapport.docx

echo "4. The proof, for whoever doubts a number"
kkr-allocation verify kkr.json
