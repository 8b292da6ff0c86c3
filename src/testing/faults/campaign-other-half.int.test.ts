import { useDatabase } from "@/testing/database";
import { testCampaign } from "./campaign-test";

useDatabase();
testCampaign(1);
