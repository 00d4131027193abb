"""What a sample of residents says of all residents, and how sure that is.

A `SurveyDesign` says how the respondents were drawn and weighted; `mean`, `share` and `shares`
estimate with it; `rake` makes weights fit the population; `change` compares waves and `rank`
says which answers are truly ahead of which.
"""

from safetystats.survey.change import Change, change
from safetystats.survey.design import SurveyDesign, survey_design
from safetystats.survey.estimates import Estimate, Estimates, mean, share, shares, summary
from safetystats.survey.raking import NotConverged, Raked, rake
from safetystats.survey.ranking import Ranking, rank

__all__ = [
    "Change",
    "Estimate",
    "Estimates",
    "NotConverged",
    "Raked",
    "Ranking",
    "SurveyDesign",
    "change",
    "mean",
    "rake",
    "rank",
    "share",
    "shares",
    "summary",
    "survey_design",
]
